#include "build_graph.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "tare/figures.hpp"
#include "tare/printable.hpp"

namespace tare {
namespace {

using Node = BuildGraph::Node;
using Edge = BuildGraph::Edge;

std::string files_text(const Tally& tally) { return count_of(tally.files, "file", "files"); }

std::string figures_of(const Tally& tally) {
  return fmt::format("{}, {}", files_text(tally), size_text(tally.bytes));
}

class Drawing {
 public:
  explicit Drawing(const StageReport& report) : report_(report) {}

  BuildGraph make() {
    add_context();
    add_images();
    add_stages();
    for (std::size_t stage = 0; stage < report_.stages.size(); ++stage) add_edges(stage);
    return std::move(graph_);
  }

 private:
  [[nodiscard]] bool is_drawn(std::size_t stage) const {
    return report_.stages[stage].stage.reachable;
  }

  std::size_t add(Node node) {
    graph_.nodes.push_back(std::move(node));
    return graph_.nodes.size() - 1;
  }

  void add_context() {
    Node node{Node::Kind::context, "context", "context", {figures_of(report_.needed)}, false};
    if (report_.unused.files != 0)
      node.notes.push_back("unused: " + size_text(report_.unused.bytes));
    add(std::move(node));
  }

  template <typename Visit>
  void for_each_from(Visit visit) const {
    for (std::size_t stage = 0; stage < report_.stages.size(); ++stage) {
      if (!is_drawn(stage)) continue;
      for (const StepUse& step : report_.stages[stage].steps) {
        for (const BuildStep::From& from : step.step.from) visit(from);
      }
    }
  }

  void add_images() {
    for_each_from([this](const BuildStep::From& from) {
      if (from.stage || images_.contains(from.image)) return;
      const std::string id = fmt::format("image{}", images_.size());
      images_[from.image] = add({Node::Kind::image, id, printable(from.image), {"image"}, false});
    });
  }

  void add_stages() {
    for (std::size_t stage = 0; stage < report_.stages.size(); ++stage) {
      if (!is_drawn(stage)) continue;
      stages_[stage] = add({Node::Kind::stage,
                            fmt::format("stage{}", stage),
                            title_of(report_, stage),
                            {"FROM " + printable(report_.stages[stage].stage.base)},
                            stage == report_.target});
    }
  }

  void add_edges(std::size_t stage) {
    if (!is_drawn(stage)) return;
    const StageUse& use = report_.stages[stage];
    const std::size_t to = stages_.at(stage);
    if (use.taken.entries() != 0) {
      graph_.edges.push_back({Edge::Kind::context, 0, to, size_text(use.taken.bytes),
                              files_text(use.taken), use.taken.bytes});
    }
    if (use.stage.base_stage) {
      graph_.edges.push_back(
          {Edge::Kind::base, stages_.at(*use.stage.base_stage), to, "FROM", "", 0});
    }
    add_copies(use, to);
  }

  // One edge from each stage or image.
  void add_copies(const StageUse& use, std::size_t to) {
    struct Copies {
      std::string instruction;
      std::size_t line = 0;
      std::size_t count = 0;
    };
    std::map<std::size_t, Copies> copies;
    for (const StepUse& step : use.steps) {
      for (const BuildStep::From& from : step.step.from) {
        Copies& found = copies[from.stage ? stages_.at(*from.stage) : images_.at(from.image)];
        const bool runs = step.step.kind == Instruction::Kind::run;
        if (found.count++ == 0) found = {runs ? "RUN" : "COPY", step.step.line, 1};
      }
    }
    for (const auto& [from, found] : copies) {
      const std::string detail = found.count == 1 ? fmt::format("line {}", found.line)
                                                  : fmt::format("{} times", found.count);
      graph_.edges.push_back({Edge::Kind::copy, from, to, found.instruction, detail, 0});
    }
  }

  const StageReport& report_;
  BuildGraph graph_;
  std::map<std::string, std::size_t> images_;  // nodes
  std::map<std::size_t, std::size_t> stages_;
};

}  // namespace

std::string title_of(const StageReport& report, std::size_t stage) {
  const std::string& name = report.stages[stage].stage.name;
  return name.empty() ? fmt::format("stage-{}", stage) : printable(name);
}

BuildGraph build_graph(const StageReport& report) { return Drawing(report).make(); }

}  // namespace tare
