#include "oracle.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <map>
#include <memory>
#include <ostream>
#include <stdexcept>

// Written from moby/patternmatcher's behaviour and not from lib/src: an error would have to be made
// twice to go unnoticed. So there is no index, no memory between two calls, and each directory
// carries the whole set of rules that Docker records for it.

namespace test {
namespace {

std::string encoded(char32_t rune) {
  const auto byte = [](char32_t value) { return static_cast<char>(value); };
  const auto tail = [&](unsigned shift, char32_t value) {
    return byte(0x80 | ((value >> shift) & 0x3F));
  };
  if (rune < 0x80) return {byte(rune)};
  if (rune < 0x800) return {byte(0xC0 | (rune >> 6)), tail(0, rune)};
  if (rune < 0x10000) return {byte(0xE0 | (rune >> 12)), tail(6, rune), tail(0, rune)};
  return {byte(0xF0 | (rune >> 18)), tail(12, rune), tail(6, rune), tail(0, rune)};
}

std::string encoded(const std::u32string& runes) {
  std::string text;
  for (const char32_t rune : runes) text += encoded(rune);
  return text;
}

// The first `size` bytes of `text` taken for one rune; 0 when they are none. Bytes are a rune when
// encoding it gives them back, which overlong forms and stray bytes do not.
char32_t rune_of(std::string_view text, std::size_t size) {
  if (size > text.size()) return 0;
  constexpr char32_t kBits[] = {0x7F, 0x1F, 0x0F, 0x07};
  char32_t rune = static_cast<unsigned char>(text[0]) & kBits[size - 1];
  for (std::size_t i = 1; i < size; ++i) {
    rune = rune << 6 | (static_cast<unsigned char>(text[i]) & 0x3F);
  }
  const bool surrogate = rune >= 0xD800 && rune < 0xE000;
  return !surrogate && rune <= 0x10FFFF && encoded(rune) == text.substr(0, size) ? rune : 0;
}

// Each byte that belongs to no rune counts as U+FFFD, as in Go. Neither names nor rules hold NUL.
std::u32string decoded(std::string_view text) {
  std::u32string runes;
  while (!text.empty()) {
    std::size_t size = 1;
    while (size <= 4 && rune_of(text, size) == 0) ++size;
    const bool valid = size <= 4;
    runes += valid ? rune_of(text, size) : U'\uFFFD';
    text.remove_prefix(valid ? size : 1);
  }
  return runes;
}

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

std::string without_suffix(const std::string& text, const std::string& suffix) {
  return ends_with(text, suffix) ? text.substr(0, text.size() - suffix.size()) : text;
}

enum class Kind { exact, prefix, suffix, regexp };

struct Translation {
  Kind kind = Kind::exact;
  std::u32string regexp = U"^";
};

Translation translation_of(std::u32string runes) {
  constexpr std::u32string_view kEscaped = U".+()$";
  if (!runes.empty() && runes.front() == U'\uFEFF') runes.erase(0, 1);
  Translation result;
  const auto meta = [&](const std::u32string& piece) {
    result.kind = Kind::regexp;
    result.regexp += piece;
  };
  for (std::size_t at = 0; at < runes.size();) {
    const bool at_start = at == 0;
    const char32_t rune = runes[at++];
    const bool last = at == runes.size();
    if (rune == U'*' && !last && runes[at] == U'*') {
      ++at;
      if (at < runes.size() && runes[at] == U'/') ++at;
      const bool at_end = at == runes.size();
      if (at_end && result.kind == Kind::exact) {
        result.kind = Kind::prefix;
      } else {
        meta(at_end ? U".*" : U"(.*/)?");
      }
      if (at_start) result.kind = Kind::suffix;
    } else if (rune == U'*') {
      meta(U"[^/]*");
    } else if (rune == U'?') {
      meta(U"[^/]");
    } else if (rune == U'[' || rune == U']') {
      meta({rune});
    } else if (rune == U'\\' && !last) {
      meta({rune, runes[at++]});
    } else if (kEscaped.find(rune) != std::u32string_view::npos) {
      result.regexp += {U'\\', rune};
    } else {
      result.regexp += rune;
    }
  }
  result.regexp += U'$';
  return result;
}

// A null pointer stands for a file.
struct Directory {
  std::map<std::string, std::unique_ptr<Directory>> entries;
};

Directory grown(const std::vector<std::string>& names) {
  Directory root;
  for (const std::string& name : names) {
    Directory* directory = &root;
    std::size_t begin = 0;
    for (std::size_t end = name.find('/'); end != std::string::npos; end = name.find('/', begin)) {
      auto& below = directory->entries[name.substr(begin, end - begin)];
      if (below == nullptr) below = std::make_unique<Directory>();
      directory = below.get();
      begin = end + 1;
    }
    if (begin < name.size()) directory->entries.try_emplace(name.substr(begin));
  }
  return root;
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Decision& decision) {
  out << (decision.excluded ? "excluded" : "included");
  if (decision.line == 0) return out << " by no rule";
  return out << " by line " << decision.line << " through " << decision.reach << " bytes";
}

Decision decision(const tare::Verdict& verdict) {
  return {verdict.excluded, verdict.rule == nullptr ? 0 : verdict.rule->line, verdict.reach};
}

Oracle::Pattern Oracle::translate(const std::string& pattern) {
  const Translation translation = translation_of(decoded(pattern));
  switch (translation.kind) {
    case Kind::exact:
      return [pattern](std::string_view name) { return name == pattern; };
    case Kind::prefix:
      return [start = pattern.substr(0, pattern.size() - 2)](std::string_view name) {
        return starts_with(name, start);
      };
    case Kind::suffix:
      return [end = pattern.substr(2)](std::string_view name) {
        return ends_with(name, end) || end == "/" + std::string(name);
      };
    case Kind::regexp:
      break;
  }
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(std::int64_t{64} << 20);  // Go has no such limit
  const auto regexp = std::make_shared<const RE2>(encoded(translation.regexp), options);
  if (!regexp->ok()) throw std::invalid_argument(pattern + ": " + regexp->error());
  return [regexp](std::string_view name) {
    return RE2::PartialMatch(encoded(decoded(name)), *regexp);
  };
}

Oracle::Oracle(const tare::IgnoreFile& ignore_file) : rules_(ignore_file.rules()) {
  for (const tare::Rule& rule : rules_) patterns_.push_back(translate(rule.pattern));
}

// The rule that decides is the last one that counts as a match. Those behind the last recorded for
// the parent count only when they turn the verdict around, so it is also the last one that changed
// the verdict on the way down to `name`.
Decision Oracle::step(std::string_view name, Recorded& recorded) const {
  Decision decision;
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    if (recorded[i] == 0) {
      if (rules_[i].exception != decision.excluded) continue;
      if (!patterns_[i](name)) continue;
      recorded[i] = name.size();
    }
    decision = {!rules_[i].exception, rules_[i].line, recorded[i]};
  }
  return decision;
}

Decision Oracle::match(std::string_view name) const {
  Recorded recorded(rules_.size());
  for (std::size_t end = name.find('/'); end != std::string_view::npos;
       end = name.find('/', end + 1)) {
    step(name.substr(0, end), recorded);
  }
  return step(name, recorded);
}

std::vector<std::size_t> Oracle::matching(std::string_view name) const {
  std::vector<std::size_t> lines;
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    if (patterns_[i](name)) lines.push_back(rules_[i].line);
  }
  return lines;
}

bool Oracle::enters(tare::Dialect dialect, std::string_view name) const {
  const bool trims = dialect == tare::Dialect::buildkit;
  std::vector<std::string> exceptions;
  for (const tare::Rule& rule : rules_) {
    if (!rule.exception) continue;
    exceptions.push_back(trims ? without_suffix(without_suffix(rule.pattern, "/**"), "/*")
                               : rule.pattern);
  }
  const auto is_wild = [](const std::string& text) {
    return text.find_first_of("*[]?^\\") != std::string::npos;
  };
  if (trims && std::any_of(exceptions.begin(), exceptions.end(), is_wild)) return true;
  return std::any_of(exceptions.begin(), exceptions.end(), [&](const std::string& text) {
    return starts_with(text + "/", std::string(name) + "/");
  });
}

class Oracle::Listing {
 public:
  Listing(const Oracle& oracle, tare::Dialect dialect) : oracle_(oracle), dialect_(dialect) {}

  std::vector<std::string> of(const Directory& root) {
    visit(root, "", Recorded(oracle_.rules_.size()));
    return listed_;
  }

 private:
  // NOLINTNEXTLINE(misc-no-recursion): the trees of tests are flat
  void visit(const Directory& directory, const std::string& above, const Recorded& recorded_above) {
    for (const auto& [base, below] : directory.entries) {
      const std::string name = above + base;
      Recorded recorded = recorded_above;
      const bool excluded = oracle_.step(name, recorded).excluded;
      if (!excluded) list(name + (below == nullptr ? "" : "/"));
      if (below == nullptr || (excluded && !oracle_.enters(dialect_, name))) continue;
      const std::size_t waiting = waiting_.size();
      if (excluded && dialect_ == tare::Dialect::buildkit) waiting_.push_back(name + "/");
      visit(*below, name + "/", recorded);
      waiting_.resize(std::min(waiting, waiting_.size()));
    }
  }

  void list(const std::string& name) {
    listed_.insert(listed_.end(), waiting_.begin(), waiting_.end());
    waiting_.clear();
    listed_.push_back(name);
  }

  const Oracle& oracle_;
  const tare::Dialect dialect_;
  std::vector<std::string> listed_;
  std::vector<std::string> waiting_;  // excluded parents, for the first included name below
};

std::vector<std::string> Oracle::list(tare::Dialect dialect,
                                      const std::vector<std::string>& names) const {
  return Listing(*this, dialect).of(grown(names));
}

}  // namespace test
