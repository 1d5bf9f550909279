#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "budget.hpp"
#include "tare/dockerfile.hpp"
#include "variables.hpp"

namespace tare {

/// An instruction on its way through a stage.
struct StageInstruction {
  const Instruction* instruction = nullptr;
  std::size_t line = 0;
  std::size_t last_line = 0;
  bool from_base = false;                        ///< by ONBUILD of the base stage
  std::vector<std::vector<std::string>> mounts;  ///< of RUN: the fields of each
  /// COPY --from, or what each mount comes from: a node; nothing for the context.
  std::vector<std::optional<std::size_t>> sources;
};

/// A stage, or an image that a stage copies from.
struct StageNode {
  std::string name;  ///< in lower case; of an image its reference
  std::string base;  ///< variables replaced
  std::optional<std::size_t> base_stage;
  std::size_t line = 0;
  std::vector<StageInstruction> instructions;
  std::vector<const Instruction*> triggers;  ///< ONBUILD, which its children run first
  std::map<std::size_t, std::size_t> needs;  ///< nodes it copies from, and the line
  bool reachable = false;
};

/// Who is based on whom and who copies from whom, and what of it a target reaches.
class StageGraph {
 public:
  /// Throws Error. `dockerfile` and `budget` have to last.
  StageGraph(const Dockerfile& dockerfile, const Variables& globals,
             const std::optional<std::string>& target, Budget& budget);

  /// The stages in the order of the file, then images.
  [[nodiscard]] const std::vector<StageNode>& nodes() const noexcept { return nodes_; }
  [[nodiscard]] std::size_t stages() const noexcept { return stages_; }
  [[nodiscard]] std::size_t target() const noexcept { return target_; }

 private:
  void add_stage(const Stage& stage, const Variables& globals);
  void add_instruction(std::size_t node, StageInstruction added);
  [[nodiscard]] std::size_t source_of_copy(const std::string& from);
  [[nodiscard]] std::size_t named_source(const std::string& name, std::size_t line);
  void find_target(const std::optional<std::string>& wanted);
  void refuse_cycles() const;
  void check_images() const;
  void mark_reachable();
  void inherit_triggers(std::size_t node);

  const Dockerfile& dockerfile_;
  Budget& budget_;
  std::vector<StageNode> nodes_;
  std::size_t stages_ = 0;
  std::size_t target_ = 0;
  std::map<std::string, std::size_t, std::less<>> by_name_;
};

}  // namespace tare
