#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "faults/system_calls.hpp"

namespace test {

/// One use of the library, on a tree that has a bit of everything.
class Scenario {
 public:
  Scenario() = default;
  Scenario(const Scenario&) = delete;
  Scenario& operator=(const Scenario&) = delete;
  virtual ~Scenario() = default;

  /// Brings everything into the state before a run.
  virtual void prepare() = 0;
  /// May throw tare::Error. What it makes stays until the next prepare().
  virtual void run(unsigned threads) = 0;
  /// What the last run has made is right.
  virtual void learn() = 0;
  /// After a run that has come to an end although something failed with `fault`: what is wrong with
  /// the result, or nothing.
  [[nodiscard]] virtual std::string trouble_with_result(Fault fault) = 0;
  /// After a run that ended with an error: what is wrong with what it has left.
  [[nodiscard]] virtual std::string trouble_with_rest(const Played& played) = 0;
};

struct ScenarioKind {
  const char* name;
  std::function<std::unique_ptr<Scenario>()> make;
};

[[nodiscard]] const std::vector<ScenarioKind>& scenarios();

/// An offer of which every file is asked for.
[[nodiscard]] std::unique_ptr<Scenario> make_offer_scenario();
/// An image in a layout of its own, or in one that others use.
[[nodiscard]] std::unique_ptr<Scenario> make_oci_scenario(bool in_old_layout);

}  // namespace test
