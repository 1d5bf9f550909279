#include "image_name.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tare/error.hpp"
#include "tare/printable.hpp"

// [HOST[:PORT]/]PATH[:TAG], as distribution/reference has it.

namespace cli {
namespace {

constexpr std::size_t kLongestFullName = 255;
constexpr std::size_t kLongestTag = 128;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_small(char c) { return (c >= 'a' && c <= 'z') || is_digit(c); }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

[[noreturn]] void refuse(std::string_view name, std::string_view reason) {
  throw tare::Error(tare::Fault::usage, "",
                    fmt::format("{} cannot name an image: {}", tare::quoted(name), reason));
}

// Small letters and digits, with `.`, `_`, `__` or dashes between them.
bool is_component(std::string_view part) {
  if (part.empty() || !is_small(part.front()) || !is_small(part.back())) return false;
  for (std::size_t at = 0; at < part.size();) {
    if (is_small(part[at])) {
      ++at;
      continue;
    }
    const std::size_t end = std::min(
        static_cast<std::size_t>(
            std::find_if(part.begin() + static_cast<std::ptrdiff_t>(at), part.end(), is_small) -
            part.begin()),
        part.size());
    const std::string_view between = part.substr(at, end - at);
    const bool dashes = between.find_first_not_of('-') == std::string_view::npos;
    if (!dashes && between != "." && between != "_" && between != "__") return false;
    at = end;
  }
  return true;
}

bool is_path(std::string_view path) {
  while (true) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    if (!is_component(path.substr(0, slash))) return false;
    if (slash == path.size()) return true;
    path.remove_prefix(slash + 1);
  }
}

bool is_tag(std::string_view tag) {
  const auto word = [](char c) { return is_small(c) || is_capital(c) || c == '_'; };
  return !tag.empty() && tag.size() <= kLongestTag && word(tag.front()) &&
         std::all_of(tag.begin(), tag.end(),
                     [&](char c) { return word(c) || c == '.' || c == '-'; });
}

// What stands before the first slash, if it is a host.
std::string_view host_of(std::string_view name) {
  const std::size_t slash = name.find('/');
  if (slash == std::string_view::npos) return {};
  const std::string_view first = name.substr(0, slash);
  const bool host = first.find_first_of(".:") != std::string_view::npos || first == "localhost" ||
                    std::any_of(first.begin(), first.end(), is_capital);
  return host ? first : std::string_view();
}

bool is_host(std::string_view host) {
  const std::size_t colon = host.starts_with('[') ? host.find("]:") + 1 : host.find(':');
  const bool has_port = colon != 0 && colon < host.size();
  if (has_port) {
    const std::string_view port = host.substr(colon + 1);
    if (port.empty() || !std::all_of(port.begin(), port.end(), is_digit)) return false;
    host = host.substr(0, colon);
  }
  const std::string_view letters = host.starts_with('[') ? "[]:" : ".-";
  return !host.empty() && std::all_of(host.begin(), host.end(), [&](char c) {
    return is_small(c) || is_capital(c) || letters.find(c) != std::string_view::npos;
  });
}

}  // namespace

std::string full_image_name(std::string_view name) {
  if (name.find('@') != std::string_view::npos) {
    refuse(name, "a digest comes from the build; give a tag, as NAME:TAG");
  }
  std::string_view host = host_of(name);
  std::string_view path = host.empty() ? name : name.substr(host.size() + 1);
  std::string_view tag = "latest";
  if (const std::size_t colon = path.find(':'); colon != std::string_view::npos) {
    tag = path.substr(colon + 1);
    path = path.substr(0, colon);
  }
  if (!host.empty() && !is_host(host)) refuse(name, "its registry is not HOST or HOST:PORT");
  if (std::any_of(path.begin(), path.end(), is_capital))
    refuse(name, "it must be in small letters");
  if (!is_path(path)) refuse(name, "write [HOST[:PORT]/]PATH[:TAG]");
  if (!is_tag(tag)) {
    refuse(name, "its tag may have 128 letters, digits, '_', '.' and '-', the last two not first");
  }
  if (host == "index.docker.io") host = "docker.io";
  std::string full(host.empty() ? "docker.io" : host);
  if (full == "docker.io" && path.find('/') == std::string_view::npos) full += "/library";
  full += fmt::format("/{}", path);
  if (full.size() > kLongestFullName) refuse(name, "it is longer than 255 bytes");
  return fmt::format("{}:{}", full, tag);
}

}  // namespace cli
