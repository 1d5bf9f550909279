#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "support/temp_tree.hpp"
#include "tare/error.hpp"

namespace test {

/// What stands where something else is to be written.
constexpr const char* kOld = "what stood there before";

[[nodiscard]] std::set<std::string> names_in(const std::string& directory);

/// A context, and a directory for what is written. `vendor` is opened by an exception that names
/// what it brings back, and `logs` by one that does not.
class Tree {
 public:
  explicit Tree(std::size_t large);

  [[nodiscard]] const TempTree& files() const noexcept { return tree_; }
  [[nodiscard]] std::string context() const { return tree_.path("context"); }
  /// A directory of the context, so that what is written there must not be packed.
  [[nodiscard]] std::string out() const { return tree_.path("context/out"); }

  [[nodiscard]] std::string trouble_in_out(const std::set<std::string>& expected) const;

 private:
  TempTree tree_;
};

/// Whether a warning has `text`.
[[nodiscard]] bool has_warning(const std::vector<tare::Diagnostic>& told, std::string_view text);

/// Trouble in an excluded directory ends nothing: where an exception with a wildcard may bring
/// something back there, a warning says that this is missing.
[[nodiscard]] bool told_of_missing(const std::vector<tare::Diagnostic>& told);

}  // namespace test
