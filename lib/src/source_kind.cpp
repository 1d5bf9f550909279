#include "source_kind.hpp"

#include <algorithm>
#include <string>

#include "ascii.hpp"
#include "lower_case.hpp"

namespace tare {
namespace {

bool is_letter_or_digit(char c) { return ascii::is_letter(c) || ascii::is_digit(c); }

// The letters in front of "://", in lower case; empty without them.
std::string scheme_of(std::string_view source) {
  const std::size_t end = source.find("://");
  if (end == std::string_view::npos || end == 0) return {};
  const std::string_view scheme = source.substr(0, end);
  if (!std::all_of(scheme.begin(), scheme.end(), is_letter_or_digit)) return {};
  return lower_case(scheme);
}

// user@host:path
bool is_copied_over_ssh(std::string_view source) {
  const std::size_t at = source.find('@');
  if (at == std::string_view::npos || at == 0) return false;
  const std::size_t colon = source.find(':', at);
  if (colon == std::string_view::npos || colon == at + 1) return false;
  const std::string_view user = source.substr(0, at);
  const std::string_view host = source.substr(at + 1, colon - at - 1);
  return std::all_of(user.begin(), user.end(),
                     [](char c) { return is_letter_or_digit(c) || c == '-' || c == '_'; }) &&
         std::all_of(host.begin(), host.end(),
                     [](char c) { return is_letter_or_digit(c) || c == '-' || c == '.'; });
}

bool path_ends_in_git(std::string_view source) {
  const std::string_view path = source.substr(0, source.find_first_of("?#"));
  return path.size() > 4 && path.substr(path.size() - 4) == ".git";
}

}  // namespace

SourceKind source_kind(std::string_view source) {
  const std::string scheme = scheme_of(source);
  if (scheme == "git" || scheme == "ssh") return SourceKind::git;
  if ((scheme == "http" || scheme == "https") && path_ends_in_git(source)) return SourceKind::git;
  if (is_web_address(source)) return SourceKind::web;
  return scheme.empty() && is_copied_over_ssh(source) ? SourceKind::git : SourceKind::path;
}

bool is_web_address(std::string_view source) {
  return source.substr(0, 7) == "http://" || source.substr(0, 8) == "https://";
}

}  // namespace tare
