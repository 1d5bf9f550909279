#pragma once

#include <string_view>

namespace tare {

/// What the content of a file has to show before its name counts as that of a secret.
enum class Proof {
  name,          ///< nothing: the name says it all
  value,         ///< something is set: `KEY=value`, `key: value`, `"key": "value"`
  secret_value,  ///< something is set whose name sounds like a secret: `DB_PASSWORD=hunter2`
  words,         ///< one of some words has a value behind it
  private_key,   ///< a private key: PEM, PuTTY's, or DER
  url_password,  ///< a URL with a password or a token in front of its host
  resources,     ///< a Terraform state that has resources
};

/// Whether `text`, the beginning of a file, shows `proof`. `words` are separated by `|`. Values
/// that stand for something else do not count: `${TOKEN}`, `<password>`, `changeme`.
[[nodiscard]] bool shows(Proof proof, std::string_view words, std::string_view text);

/// What kind of private key `text` holds: "a private key", "an OpenSSH private key"; empty when it
/// holds none. A header counts only with a key behind it, not in an explanation of the format.
[[nodiscard]] std::string_view private_key_in(std::string_view text);

}  // namespace tare
