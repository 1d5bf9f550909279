#include "tare/ignore_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "go_text.hpp"
#include "tare/error.hpp"
#include "tare/figures.hpp"

namespace tare {
namespace {

// What `ignorefile.ReadAll` makes of a line that is neither empty nor a comment.
std::string read_line(std::string_view trimmed) {
  const bool exception = trimmed.front() == '!';
  const std::string_view body = exception ? go::trim_space(trimmed.substr(1)) : trimmed;
  std::string pattern;
  if (!body.empty()) {
    pattern = go::clean(body);
    if (pattern.size() > 1 && pattern.front() == '/') pattern.erase(0, 1);
  }
  return exception ? "!" + pattern : pattern;
}

// What `patternmatcher.New` makes of `pattern`, which it cleans, the `!` included.
Rule make_rule(std::string_view pattern, std::string_view original, const std::string& file,
               std::size_t line) {
  Rule rule{file, line, std::string(original), go::clean(go::trim_space(pattern)), false};
  if (rule.pattern.front() == '!') {
    if (rule.pattern.size() == 1) {
      throw Error::in_line(file, line, "!: an exception needs a pattern after the '!'");
    }
    rule.exception = true;
    rule.pattern.erase(0, 1);
  }
  if (const std::optional<std::string> reason = go::pattern_error(rule.pattern)) {
    throw Error::in_line(file, line, fmt::format("{}: {}", rule.pattern, *reason));
  }
  return rule;
}

void check_line(std::string_view text, const std::string& file, std::size_t line) {
  if (text.size() >= go::kLineLimit) {
    throw Error::in_line(file, line,
                         fmt::format("the line has {} bytes; Docker reads lines of up to {}",
                                     text.size(), go::kLineLimit - 1));
  }
  if (text.find('\0') != std::string_view::npos) {
    throw Error::in_line(file, line, "the line holds a NUL byte; is this a text file?");
  }
}

void require_room(const std::vector<Rule>& rules, const std::string& file, std::size_t line) {
  if (rules.size() < IgnoreFile::kMostRules) return;
  throw Error::in_line(file, line,
                       fmt::format("there are more than {} rules; use wildcards, or exclude whole "
                                   "directories",
                                   IgnoreFile::kMostRules));
}

}  // namespace

IgnoreFile IgnoreFile::parse(std::string_view text, std::string file) {
  IgnoreFile result;
  result.file_ = std::move(file);
  if (text.size() > kMostBytes) {
    throw Error(Fault::usage, result.file_,
                "is larger than an ignore file can be, which is " + size_text(kMostBytes));
  }
  for (std::size_t line = 1; !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view content = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    check_line(content, result.file_, line);
    if (line == 1 && content.substr(0, go::kByteOrderMark.size()) == go::kByteOrderMark) {
      content.remove_prefix(go::kByteOrderMark.size());
    }
    if (!content.empty() && content.front() == '#') {
      result.comments_.push_back({line, std::string(go::trim_space(content.substr(1)))});
      continue;
    }
    const std::string_view trimmed = go::trim_space(content);
    if (!trimmed.empty()) {
      require_room(result.rules_, result.file_, line);
      result.rules_.push_back(make_rule(read_line(trimmed), trimmed, result.file_, line));
    }
  }
  return result;
}

IgnoreFile IgnoreFile::of_patterns(std::span<const std::string> patterns, std::string file) {
  IgnoreFile result;
  result.file_ = std::move(file);
  for (const std::string& pattern : patterns) {
    if (go::trim_space(pattern).empty()) continue;
    require_room(result.rules_, result.file_, 0);
    result.rules_.push_back(make_rule(pattern, pattern, result.file_, 0));
  }
  return result;
}

}  // namespace tare
