#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <thread>

#include "support/temp_tree.hpp"

namespace races {

/// What a mutator does to a tree that is being packed.
enum class Manners {
  gentle,  ///< nothing that is included is ever missing: packing has to succeed
  rough,   ///< files and directories go, come, and are swapped for what they are not
};

/// What lies outside of the context and must never be seen: a file and a directory with files that
/// are called as those inside, and a huge one.
class Canary {
 public:
  Canary();

  [[nodiscard]] std::string file() const { return outside_.path("way"); }
  [[nodiscard]] std::string directory() const { return outside_.path("place"); }
  /// Whether it is as it was: mutators that go wrong would write to it.
  [[nodiscard]] bool is_untouched() const;

 private:
  test::TempTree outside_;
};

/// A thread that changes one folder of a tree, `t0`, `t1`...
class Mutator {
 public:
  /// Makes the folder.
  Mutator(const test::TempTree& tree, const Canary& canary, unsigned number, std::uint64_t seed);
  Mutator(const Mutator&) = delete;
  Mutator& operator=(const Mutator&) = delete;
  ~Mutator();

  /// Waits up to `pause_us` microseconds after each change.
  void start(Manners manners, unsigned pause_us);
  /// Leaves everything where it belongs.
  void stop();

  /// How often it did what. Not while it runs.
  [[nodiscard]] const std::map<std::string, std::uint64_t>& counts() const { return counts_; }

 private:
  class Changes;

  std::string folder_;
  std::string name_;
  std::string canary_file_;
  std::string canary_directory_;
  std::uint64_t seed_;
  std::uint32_t version_ = 1;
  std::map<std::string, std::uint64_t> counts_;
  std::jthread thread_;
};

/// The rules of the tree's ignore file. Excluded are `work`, where mutators prepare things, `out`
/// but for `out/keep`, and `*.tmp`.
inline constexpr const char* kRules = "t*/work\nt*/out\n!t*/out/keep\n**/*.tmp\n";

}  // namespace races
