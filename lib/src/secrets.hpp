#pragma once

#include <span>
#include <string_view>

#include "secret_content.hpp"
#include "tare/matcher.hpp"

namespace tare {

/// A line as of an ignore file, and what the files that it matches hold.
struct SecretLine {
  std::string_view line;      ///< an exception: files that only look alike
  std::string_view what;      ///< "an npm token"; empty for an exception
  Proof proof = Proof::name;  ///< what the content has to show besides
  std::string_view words;     ///< for Proof::words
};

/// The names that secrets usually have.
[[nodiscard]] std::span<const SecretLine> secret_lines();

/// The lines as rules. Rule::line - 1 is the index of the line; where several match a name, the
/// first one decides.
[[nodiscard]] Matcher secret_matcher();

/// What a directory says about the files in it.
struct SecretPlace {
  /// Installed packages or git's own objects: public, or not readable as they are. Not searched.
  bool installed = false;
  /// Below a directory of tests, examples or documentation: keys there are made for it.
  bool sample = false;
};

[[nodiscard]] SecretPlace secret_place(std::string_view directory);

/// Whether the name of a file says that it belongs to tests: `login.spec.ts`, `.env.test`.
[[nodiscard]] bool is_sample_name(std::string_view base_name);

}  // namespace tare
