#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "tare/dialect.hpp"
#include "tare/ignore_file.hpp"

namespace tare {

/// Which exceptions could be taken out without a change in what Docker finds in excluded
/// directories, as long as the verdicts stay. The text of an exception opens directories for all
/// the others, too.
class Opening {
 public:
  Opening(const std::vector<Rule>& rules, Dialect dialect);

  /// Whether exception `rule` opens nothing that one of the others needs.
  [[nodiscard]] bool can_go(std::size_t rule) const;
  /// Takes it out.
  void take_out(std::size_t rule);

 private:
  struct Exception {
    bool everywhere = false;
    bool opens_its_own = false;  // every directory that has to be entered for what it brings back
    std::vector<std::string> directories;
  };

  std::unordered_map<std::size_t, Exception> exceptions_;  // by rule
  std::unordered_map<std::string, std::size_t> opened_;    // directory, by how many that are left
  std::size_t everywhere_ = 0;                             // how many that are left
  std::size_t dependent_ = 0;  // how many there were that do not open all of their own
};

}  // namespace tare
