#include "image_reference.hpp"

#include <algorithm>
#include <string>

#include "ascii.hpp"
#include "word_error.hpp"

// The grammar of the distribution project's reference package: [DOMAIN/]PATH[:TAG][@DIGEST], where
// the first part is a domain when it holds a dot, a colon or a capital, or is "localhost".

namespace tare {
namespace {

bool is_hex(char c) {
  return ascii::is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool is_small(char c) { return ascii::is_lower(c) || ascii::is_digit(c); }
bool is_name_character(char c) { return is_small(c) || ascii::is_upper(c) || c == '_'; }

template <typename Is>
bool all(std::string_view text, Is is) {
  return std::all_of(text.begin(), text.end(), is);
}

[[noreturn]] void refuse_image(std::string_view name, const std::string& why) {
  throw WordError("'" + std::string(name) + "' is no name of an image: " + why);
}

// Letters and digits, between them one dot, one or two underscores or any number of dashes.
bool is_path_part(std::string_view part) {
  if (part.empty() || !is_small(part.front()) || !is_small(part.back())) return false;
  for (std::size_t i = 0; i < part.size();) {
    if (is_small(part[i])) {
      ++i;
      continue;
    }
    const std::size_t end = std::min(part.find_first_not_of(part[i], i), part.size());
    const std::size_t most = part[i] == '.' ? 1 : part[i] == '_' ? 2 : part[i] == '-' ? end : 0;
    if (end - i > most || !is_small(part[end])) return false;
    i = end;
  }
  return true;
}

bool is_domain(std::string_view domain) {
  if (!domain.empty() && domain.front() == '[') {
    const std::size_t end = domain.find(']');
    if (end == std::string_view::npos || end < 2) return false;
    if (!all(domain.substr(1, end - 1), [](char c) { return is_hex(c) || c == ':'; })) return false;
    domain.remove_prefix(end + 1);
    return domain.empty() ||
           (domain.size() > 1 && domain[0] == ':' && all(domain.substr(1), ascii::is_digit));
  }
  if (const std::size_t colon = domain.find(':'); colon != std::string_view::npos) {
    const std::string_view port = domain.substr(colon + 1);
    if (port.empty() || !all(port, ascii::is_digit)) return false;
    domain = domain.substr(0, colon);
  }
  while (true) {
    const std::size_t dot = domain.find('.');
    const std::string_view part = domain.substr(0, dot);
    const bool well =
        !part.empty() && part.front() != '-' && part.back() != '-' &&
        all(part, [](char c) { return (is_name_character(c) && c != '_') || c == '-'; });
    if (!well) return false;
    if (dot == std::string_view::npos) return true;
    domain.remove_prefix(dot + 1);
  }
}

bool is_tag(std::string_view tag) {
  return !tag.empty() && tag.size() <= 128 && is_name_character(tag.front()) &&
         all(tag, [](char c) { return is_name_character(c) || c == '.' || c == '-'; });
}

bool is_digest(std::string_view digest) {
  const std::size_t colon = digest.find(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view algorithm = digest.substr(0, colon);
  const std::string_view sum = digest.substr(colon + 1);
  const std::size_t length = algorithm == "sha256"   ? 64
                             : algorithm == "sha384" ? 96
                             : algorithm == "sha512" ? 128
                                                     : 0;
  return length != 0 && sum.size() == length &&
         all(sum, [](char c) { return is_hex(c) && !ascii::is_upper(c); });
}

// Takes the domain off `name`.
std::string_view take_domain(std::string_view& name) {
  const std::size_t slash = name.find('/');
  if (slash == std::string_view::npos) return {};
  const std::string_view first = name.substr(0, slash);
  const bool domain = first.find_first_of(".:[") != std::string_view::npos ||
                      first == "localhost" ||
                      std::any_of(first.begin(), first.end(), ascii::is_upper);
  if (!domain) return {};
  name.remove_prefix(slash + 1);
  return first;
}

}  // namespace

void check_image_reference(std::string_view name) {
  const std::string_view whole = name;
  if (whole.size() == 64 && all(whole, [](char c) { return is_hex(c) && !ascii::is_upper(c); })) {
    refuse_image(whole, "64 hexadecimal digits");
  }
  if (const std::size_t at = name.find('@'); at != std::string_view::npos) {
    if (!is_digest(name.substr(at + 1))) refuse_image(whole, "its digest is malformed");
    name = name.substr(0, at);
  }
  const std::string_view domain = take_domain(name);
  if (!domain.empty() && !is_domain(domain)) refuse_image(whole, "its domain is malformed");
  if (const std::size_t colon = name.rfind(':'); colon != std::string_view::npos) {
    if (!is_tag(name.substr(colon + 1))) refuse_image(whole, "its tag is malformed");
    name = name.substr(0, colon);
  }
  if (std::any_of(name.begin(), name.end(), ascii::is_upper))
    refuse_image(whole, "it has capitals");
  if (name.size() + domain.size() > 254) refuse_image(whole, "it is too long");
  while (true) {
    const std::size_t slash = name.find('/');
    if (!is_path_part(name.substr(0, slash))) refuse_image(whole, "it is malformed");
    if (slash == std::string_view::npos) return;
    name.remove_prefix(slash + 1);
  }
}

}  // namespace tare
