#include "secret_content.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>
#include <string>

// Nothing here parses a format. Lines are taken apart at `=` and `:`, which serves environment
// files, INI, YAML, TOML and JSON alike, and it is enough to know that there is a value at all.

namespace tare {
namespace {

using Text = std::string_view;

constexpr Text kBlank = " \t\r\"'";

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

bool begins(Text text, Text with) { return text.substr(0, with.size()) == with; }

bool ends(Text text, Text with) {
  return text.size() >= with.size() && text.substr(text.size() - with.size()) == with;
}

Text strip(Text text, Text what = kBlank) {
  const std::size_t begin = text.find_first_not_of(what);
  if (begin == Text::npos) return {};
  return text.substr(begin, text.find_last_not_of(what) - begin + 1);
}

std::string lowered(Text text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

bool holds_any(Text text, std::span<const Text> parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](Text part) { return text.find(part) != Text::npos; });
}

// Calls `piece` for what stands between the characters of `at`, until it answers true.
template <typename Piece>
bool any_piece(Text text, Text at, Piece piece) {
  while (true) {
    const std::size_t end = std::min(text.find_first_of(at), text.size());
    if (piece(text.substr(0, end))) return true;
    if (end == text.size()) return false;
    text.remove_prefix(end + 1);
  }
}

// Whether a value is one, and not a blank to fill in or the name of another.
bool is_real(Text value) {
  value = strip(value);
  constexpr std::array<Text, 7> kReferences{"$", "<", "{", "%", "ENC[", "vault:", "#"};
  for (const Text reference : kReferences) {
    if (begins(value, reference)) return false;
  }
  if (value.empty() || value.find_first_not_of("xX*.-_") == Text::npos) return false;
  constexpr std::array<Text, 6> kNothing{"null", "none", "true", "false", "~", "todo"};
  constexpr std::array<Text, 6> kBlanks{"changeme", "change-me", "change_me",
                                        "your-",    "your_",     "placeholder"};
  const std::string plain = lowered(value);
  return std::find(kNothing.begin(), kNothing.end(), plain) == kNothing.end() &&
         !holds_any(plain, kBlanks);
}

bool sounds_secret(Text key) {
  constexpr std::array<Text, 13> kSecrets{"passw",      "passphrase", "secret",     "token",
                                          "api_key",    "apikey",     "api-key",    "access_key",
                                          "accesskey",  "access-key", "credential", "account_key",
                                          "private_key"};
  constexpr std::array<Text, 8> kAbout{"file", "path", "url",    "name",
                                       "ref",  "ttl",  "length", "type"};
  const std::string plain = lowered(key);
  for (const Text about : kAbout) {
    if (ends(plain, about)) return false;
  }
  return holds_any(plain, kSecrets) || ends(plain, "pass") || ends(plain, "_pwd");
}

// Calls `set` with each key and its value, until it answers true.
template <typename Set>
bool any_setting(Text text, Set set) {
  return any_piece(text, "\n", [&](Text line) {
    line = strip(line, " \t\r");
    if (begins(line, "#") || begins(line, ";") || begins(line, "//")) return false;
    if (begins(line, "export ")) line.remove_prefix(7);
    return any_piece(line, ",{}", [&](Text part) {
      const std::size_t at = part.find_first_of("=:");
      return at != Text::npos && set(strip(part.substr(0, at)), part.substr(at + 1));
    });
  });
}

// Whether `word` has a value behind it: `word=v`, `word: v`, `"word": "v"`, `word v`, `<word>v`.
bool word_has_value(Text line, Text word) {
  for (std::size_t at = line.find(word); at != Text::npos; at = line.find(word, at + 1)) {
    if (at != 0 && is_word(line[at - 1])) continue;
    Text rest = line.substr(at + word.size());
    const std::size_t value = rest.find_first_not_of(" \t\"'=:>");
    if (value == 0 || value == Text::npos) continue;
    rest.remove_prefix(value);
    if (is_real(rest.substr(0, rest.find_first_of(" \t\r\"',<}")))) return true;
  }
  return false;
}

bool any_word_has_value(Text text, Text words) {
  return any_piece(text, "\n", [&](Text line) {
    const Text begin = strip(line, " \t");
    if (begins(begin, "#") || begins(begin, ";")) return false;
    return any_piece(words, "|", [&](Text word) { return word_has_value(line, word); });
  });
}

bool has_url_password(Text text) {
  constexpr std::size_t kShortestToken = 20;  // that stands alone in front of the host
  for (std::size_t at = text.find("://"); at != Text::npos; at = text.find("://", at + 3)) {
    const Text rest = text.substr(at + 3);
    const Text host = rest.substr(0, rest.find_first_of(" \t\r\n\"'/<>"));
    const std::size_t end = host.rfind('@');
    if (end == Text::npos) continue;
    const Text user = host.substr(0, end);
    const std::size_t colon = user.find(':');
    const bool secret =
        colon == Text::npos ? user.size() >= kShortestToken : is_real(user.substr(colon + 1));
    if (secret && !begins(user, "$")) return true;
  }
  return false;
}

// Whether a list of resources is not empty. States of old versions have modules instead.
bool has_resources(Text text) {
  const auto has_items = [&](Text key) {
    const std::size_t at = text.find(key);
    if (at == Text::npos) return false;
    const Text rest = text.substr(at + key.size());
    const std::size_t item = rest.find_first_not_of(" \t\r\n:[");
    return item != Text::npos && rest[item] == '{';
  };
  return has_items("\"resources\"") || has_items("\"modules\"");
}

// What is behind the header of a PEM block has to look like base64, or like a header of an
// encrypted key. In JSON and in source code its lines may end in `\n` and quotes.
bool has_body(Text rest) {
  constexpr std::size_t kEnough = 40;
  constexpr Text kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
  const Text begin = rest.substr(0, 200);
  const std::size_t first = begin.find_first_not_of(" \t\r\n\\\"'`+n");
  if (first == Text::npos) return false;
  rest = rest.substr(first);
  for (const Text header : {"Proc-Type: ", "Version: ", "Comment: "}) {
    if (begins(rest, header)) return true;
  }
  return std::min(rest.find_first_not_of(kBase64), rest.size()) >= kEnough;
}

enum class Body { needed, any };

Text pem_key_in(Text text, Body body) {
  constexpr Text kBegin = "-----BEGIN ";
  constexpr Text kLabel = "PRIVATE KEY";
  constexpr std::size_t kLongestLabel = 40;
  for (std::size_t at = text.find(kBegin); at != Text::npos; at = text.find(kBegin, at + 1)) {
    const Text rest = text.substr(at + kBegin.size());
    const std::size_t end = rest.substr(0, kLongestLabel).find("-----");
    if (end == Text::npos) continue;
    const Text label = rest.substr(0, end);
    if (!ends(label, kLabel) && label != "PGP PRIVATE KEY BLOCK") continue;
    const Text content = rest.substr(end + 5);
    if (body == Body::needed && !has_body(content)) continue;
    if (begins(label, "OPENSSH")) return "an OpenSSH private key";
    if (begins(label, "PGP")) return "a PGP private key";
    const bool encrypted =
        begins(label, "ENCRYPTED") || content.substr(0, 60).find("4,ENCRYPTED") != Text::npos;
    if (encrypted) return "an encrypted private key";
    if (text.find("\"service_account\"") != Text::npos) return "the key of a service account";
    return "a private key";
  }
  return {};
}

// PKCS#1, PKCS#8 and SEC1 alike: a sequence that begins with a small version number.
bool is_der_key(Text text) {
  if (text.size() < 32 || text[0] != '\x30') return false;
  const auto length = static_cast<unsigned char>(text[1]);
  const std::size_t at = length < 0x80 ? 2 : 2u + (length & 0x7Fu);
  if (at > 6) return false;
  const Text version = text.substr(at, 3);
  return version == Text("\2\1\0", 3) || version == Text("\2\1\1", 3);
}

}  // namespace

bool shows(Proof proof, std::string_view words, std::string_view text) {
  switch (proof) {
    case Proof::name:
      return true;
    case Proof::value:
      return any_setting(text, [](Text key, Text value) { return !key.empty() && is_real(value); });
    case Proof::secret_value:
      return any_setting(text,
                         [](Text key, Text value) { return sounds_secret(key) && is_real(value); });
    case Proof::words:
      return any_word_has_value(text, words);
    case Proof::private_key:
      return !pem_key_in(text, Body::any).empty() || begins(text, "PuTTY-User-Key-File-") ||
             is_der_key(text);
    case Proof::url_password:
      return has_url_password(text);
    case Proof::resources:
      break;
  }
  return has_resources(text);
}

std::string_view private_key_in(std::string_view text) {
  if (begins(text, "PuTTY-User-Key-File-")) return "a PuTTY private key";
  if (const Text key = pem_key_in(text, Body::needed); !key.empty()) return key;
  constexpr Text kAge = "AGE-SECRET-KEY-1";
  const std::size_t at = text.find(kAge);
  if (at == Text::npos) return {};
  const Text rest = text.substr(at + kAge.size());
  constexpr std::size_t kAgeLength = 58;
  const auto end = std::find_if_not(rest.begin(), rest.end(), is_word);
  return end - rest.begin() >= static_cast<std::ptrdiff_t>(kAgeLength) ? "an age private key" : "";
}

}  // namespace tare
