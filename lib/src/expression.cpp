#include "expression.hpp"

#include "utf8.hpp"

// The kinds and the order of the tests are moby's, oddities included: the files that people have
// were written against them.

namespace tare {
namespace {

constexpr std::string_view kLeadingMark = "\xEF\xBB\xBF";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Hands out a pattern rune by rune, an invalid byte as U+FFFD, without a byte-order mark in front.
class PatternReader {
 public:
  explicit PatternReader(std::string_view pattern) : rest_(pattern) {
    if (rest_.substr(0, kLeadingMark.size()) == kLeadingMark) {
      rest_.remove_prefix(kLeadingMark.size());
    }
  }

  [[nodiscard]] bool done() const { return rest_.empty(); }

  [[nodiscard]] bool skip(char c) {
    if (done() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string_view next() {
    const utf8::Rune rune = utf8::decode(rest_);
    const std::string_view bytes = rune.valid ? rest_.substr(0, rune.size) : kReplacement;
    rest_.remove_prefix(rune.size);
    return bytes;
  }

 private:
  std::string_view rest_;
};

bool is_one_of(std::string_view rune, std::string_view set) {
  return rune.size() == 1 && set.find(rune.front()) != std::string_view::npos;
}

}  // namespace

bool Expression::matches_plainly(std::string_view name) const {
  switch (kind) {
    case Kind::exact:
      return name == text;
    case Kind::prefix:
      return name.substr(0, text.size()) == text;
    case Kind::suffix: {
      const bool ends =
          name.size() >= text.size() && name.substr(name.size() - text.size()) == text;
      return ends || (text.front() == '/' && name == std::string_view(text).substr(1));
    }
    case Kind::regexp:
      break;
  }
  return false;
}

Expression translate(std::string_view pattern) {
  using Kind = Expression::Kind;
  Kind kind = Kind::exact;
  std::string regexp = "^";
  PatternReader reader(pattern);
  for (bool first = true; !reader.done(); first = false) {
    const std::string_view rune = reader.next();
    if (rune == "*" && reader.skip('*')) {
      static_cast<void>(reader.skip('/'));
      if (!reader.done()) {
        regexp += "(.*/)?";
        kind = Kind::regexp;
      } else if (kind == Kind::exact) {
        kind = Kind::prefix;
      } else {
        regexp += ".*";
        kind = Kind::regexp;
      }
      if (first) kind = Kind::suffix;
    } else if (rune == "*") {
      regexp += "[^/]*";
      kind = Kind::regexp;
    } else if (rune == "?") {
      regexp += "[^/]";
      kind = Kind::regexp;
    } else if (is_one_of(rune, ".+()$")) {
      regexp += '\\';
      regexp += rune;
    } else if (rune == "\\") {
      regexp += '\\';
      if (!reader.done()) {
        regexp += reader.next();
        kind = Kind::regexp;
      }
    } else {
      regexp += rune;
      if (is_one_of(rune, "[]")) kind = Kind::regexp;
    }
  }
  switch (kind) {
    case Kind::exact:
      return {kind, std::string(pattern)};
    case Kind::prefix:
      return {kind, std::string(pattern.substr(0, pattern.size() - 2))};
    case Kind::suffix:
      return {kind, std::string(pattern.substr(2))};
    case Kind::regexp:
      break;
  }
  return {kind, regexp + "$"};
}

std::string_view escape_unknown_to_go(std::string_view regexp) {
  std::size_t at = regexp.find('\\');
  while (at + 1 < regexp.size()) {
    const char escaped = regexp[at + 1];
    if (escaped == 'C') return regexp.substr(at, 2);
    // Between \Q and \E nothing is an escape.
    at = escaped == 'Q' ? regexp.find("\\E", at + 2) : at + 2;
    if (at < regexp.size()) at = regexp.find('\\', at);
    if (at == std::string_view::npos) break;
  }
  return {};
}

}  // namespace tare
