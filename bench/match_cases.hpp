#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tare/scan.hpp"

namespace tare::bench {

/// Names in the order of a walk, each directory before what it holds.
class Tree {
 public:
  struct Name {
    std::string_view text;
    std::size_t depth = 0;  ///< directories above it
    bool directory = false;
  };

  /// `listing` has one name a line; a directory ends in '/'.
  explicit Tree(std::string listing);
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;

  [[nodiscard]] const std::vector<Name>& names() const noexcept { return names_; }
  [[nodiscard]] std::size_t levels() const noexcept { return levels_; }

 private:
  std::string listing_;
  std::vector<Name> names_;
  std::size_t levels_ = 0;
};

/// The listing of a Node.js workspace with everything installed: like the tree that corpus.py
/// makes, names only. The same `names` give the same listing of about as many.
[[nodiscard]] std::string node_listing(std::size_t names);

/// About `names` names of `tree`: whole directories from all over it and those above them.
[[nodiscard]] std::string sample_listing(const Tree& tree, std::size_t names);

/// Random names of `length` letters, 'e' and 'x'.
[[nodiscard]] std::string adversarial_listing(std::size_t names, std::size_t length);

/// The text of an ignore file. Kinds: "endings" (rules like **/*.ext), "literals", "mixed" (with
/// exceptions), "existing" (each rule is another name of `tree`), "adversarial" (one rule whose
/// automaton has a million states).
[[nodiscard]] std::string rules_text(std::string_view kind, std::size_t rules, const Tree& tree);

/// Matches every name, each with the state of its directory. Returns how many are excluded.
std::size_t match_all(const Tree& tree, Scan& scan);

}  // namespace tare::bench
