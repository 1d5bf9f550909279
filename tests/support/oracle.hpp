#pragma once

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "tare/ignore_file.hpp"
#include "tare/matcher.hpp"

namespace test {

/// A verdict by which two engines can be compared.
struct Decision {
  bool excluded = false;
  std::size_t line = 0;   ///< of the deciding rule; 0 without one
  std::size_t reach = 0;  ///< as in tare::Verdict

  bool operator==(const Decision&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Decision& decision);

[[nodiscard]] Decision decision(const tare::Verdict& verdict);

/// Docker's rules word for word and as slow as that is: what the library's matcher and walk are
/// checked against. Only the reading of the ignore file is shared with the library.
class Oracle {
 public:
  /// Throws std::invalid_argument for a pattern that is no regular expression.
  explicit Oracle(const tare::IgnoreFile& ignore_file);

  [[nodiscard]] Decision match(std::string_view name) const;

  /// The lines of the rules whose own pattern matches `name`.
  [[nodiscard]] std::vector<std::size_t> matching(std::string_view name) const;

  /// Whether Docker looks into the excluded directory `name`.
  [[nodiscard]] bool enters(tare::Dialect dialect, std::string_view name) const;

  /// Docker's list of a context that holds `names`, in order; directories end in `/`. Among `names`
  /// directories are those with something below them, or a `/` at the end.
  [[nodiscard]] std::vector<std::string> list(tare::Dialect dialect,
                                              const std::vector<std::string>& names) const;

 private:
  using Pattern = std::function<bool(std::string_view)>;
  class Listing;

  // For each rule the length of the name at which it was recorded as matched, 0 when it was not.
  using Recorded = std::vector<std::size_t>;

  static Pattern translate(const std::string& pattern);
  // From what is recorded for the parent of `name` to what is recorded for `name`.
  Decision step(std::string_view name, Recorded& recorded) const;

  std::vector<tare::Rule> rules_;
  std::vector<Pattern> patterns_;  // of rules_
};

}  // namespace test
