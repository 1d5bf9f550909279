#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace fuzz {

/// Ends the program as a crash, which is a finding.
inline void require(bool holds) {
  if (!holds) std::abort();
}

/// What an input stands for: a text, then names, with a NUL byte before each.
struct Input {
  std::string text;
  /// Sorted; every directory above a name is among them.
  std::vector<std::string> names;
};

inline bool is_name(std::string_view name) {
  return !name.empty() && name.front() != '/' && name.back() != '/' &&
         name.find("//") == std::string_view::npos;
}

/// Takes what keeps a run short.
inline Input read(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostNames = 64;
  constexpr std::size_t kLongest = 200;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  Input input;
  input.text = rest.substr(0, rest.find('\0'));
  rest.remove_prefix(input.text.size());
  while (!rest.empty() && input.names.size() < kMostNames) {
    rest.remove_prefix(1);
    const std::string_view name = rest.substr(0, rest.find('\0'));
    rest.remove_prefix(name.size());
    if (!is_name(name) || name.size() > kLongest) continue;
    for (std::size_t end = name.find('/'); end < name.size(); end = name.find('/', end + 1)) {
      input.names.emplace_back(name.substr(0, end));
    }
    input.names.emplace_back(name);
  }
  std::sort(input.names.begin(), input.names.end());
  input.names.erase(std::unique(input.names.begin(), input.names.end()), input.names.end());
  return input;
}

/// The directory that holds `name`; empty for the context itself.
inline std::string parent_of(const std::string& name) {
  const std::size_t slash = name.rfind('/');
  return slash == std::string::npos ? std::string() : name.substr(0, slash);
}

}  // namespace fuzz
