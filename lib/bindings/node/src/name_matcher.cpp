#include "name_matcher.hpp"

#include <algorithm>

namespace tare_node {
namespace {

bool is_name(std::string_view part) { return !part.empty() && part != "." && part != ".."; }

}  // namespace

std::string cleaned(std::string_view name) {
  if (!name.empty() && name.front() == '/') return "";
  std::vector<std::string_view> parts;
  for (std::size_t start = 0; start <= name.size();) {
    const std::size_t slash = std::min(name.find('/', start), name.size());
    const std::string_view part = name.substr(start, slash - start);
    start = slash + 1;
    if (is_name(part)) parts.push_back(part);
    if (part != "..") continue;
    if (parts.empty()) return "";
    parts.pop_back();
  }
  std::string result;
  for (const std::string_view part : parts) {
    if (!result.empty()) result += '/';
    result += part;
  }
  return result;
}

NameMatcher::NameMatcher(std::string_view rules, const char* file) {
  tare_error* error = nullptr;
  matcher_ = tare_matcher_parse(rules.data(), rules.size(), file, &error);
  if (matcher_ == nullptr) {
    throw failure_of(error != nullptr ? tare_error_status(error) : TARE_FAILED, error);
  }
  scan_ = tare_scan_new(matcher_, &error);
  if (scan_ != nullptr) return;
  tare_matcher_free(matcher_);
  throw failure_of(TARE_FAILED, error);
}

NameMatcher::~NameMatcher() {
  tare_scan_free(scan_);
  tare_matcher_free(matcher_);
}

tare_verdict NameMatcher::match(std::string& name) {
  std::size_t start = keep_parents_of(name);
  for (;;) {
    const std::size_t slash = name.find('/', start);
    const bool last = slash == std::string::npos;
    if (!is_name(std::string_view(name).substr(start, last ? slash : slash - start))) break;
    if (last) {
      tare_state state;
      return closed() ? parents_.back().verdict : match_part(name.c_str(), state);
    }
    name[slash] = '\0';
    enter(name, slash);
    name[slash] = '/';
    start = slash + 1;
  }
  name = cleaned(name);
  return name.empty() ? tare_verdict{0, 0, nullptr, 0} : match(name);
}

// Where the first part of `name` begins that is not known.
std::size_t NameMatcher::keep_parents_of(std::string_view name) {
  const auto differ = std::mismatch(directory_.begin(), directory_.end(), name.begin(), name.end());
  const auto same = static_cast<std::size_t>(differ.first - directory_.begin());
  const auto is_above = [&](const Directory& directory) {
    return directory.size <= same && directory.size < name.size() && name[directory.size] == '/';
  };
  while (!parents_.empty() && !is_above(parents_.back())) parents_.pop_back();
  directory_.resize(parents_.empty() ? 0 : parents_.back().size);
  return parents_.empty() ? 0 : parents_.back().size + 1;
}

// `name` ends in NUL at `size`.
void NameMatcher::enter(const std::string& name, std::size_t size) {
  Directory directory{size, {}, {}, true};
  if (closed()) {
    directory.verdict = parents_.back().verdict;
  } else {
    directory.verdict = match_part(name.c_str(), directory.state);
    directory.closed = directory.verdict.excluded != 0 && tare_enters(matcher_, name.c_str()) == 0;
  }
  directory_.assign(name, 0, size);
  parents_.push_back(directory);
}

tare_verdict NameMatcher::match_part(const char* name, tare_state& state) {
  const tare_state* parent = parents_.empty() ? nullptr : &parents_.back().state;
  tare_verdict verdict;
  tare_error* error = nullptr;
  const tare_status status = tare_scan_match(scan_, name, parent, &state, &verdict, &error);
  if (status != TARE_OK) throw failure_of(status, error);
  return verdict;
}

}  // namespace tare_node
