#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tare/stages.hpp"

namespace tare {

/// What a target is built from, as it is drawn: the context, images that are copied from, and the
/// stages that are needed. All texts are printable.
struct BuildGraph {
  struct Node {
    enum class Kind { context, image, stage };

    Kind kind = Kind::stage;
    std::string id;                  ///< a word, unique
    std::string title;               ///< the name
    std::vector<std::string> notes;  ///< lines below it
    bool target = false;
  };
  struct Edge {
    enum class Kind { context, base, copy };

    Kind kind = Kind::context;
    std::size_t from = 0;  ///< index of a node
    std::size_t to = 0;
    std::string label;        ///< `212 kB`, `FROM`, `COPY`
    std::string detail;       ///< `41 files`, `line 12`
    std::uint64_t bytes = 0;  ///< of the context
  };

  std::vector<Node> nodes;  ///< the context, images, then the stages in the order of the file
  std::vector<Edge> edges;  ///< in the order of the stages that they lead to
};

[[nodiscard]] BuildGraph build_graph(const StageReport& report);

/// What a stage is called: by its name, or as BuildKit does, `stage-1`.
[[nodiscard]] std::string title_of(const StageReport& report, std::size_t stage);

}  // namespace tare
