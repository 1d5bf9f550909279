#pragma once

#include <cstddef>
#include <vector>

#include "build_graph.hpp"

namespace tare {

/// Where everything of a graph is drawn, in pixels from the top left.
struct StagePicture {
  struct Point {
    int x = 0;
    int y = 0;
  };
  struct Box {
    Point at;
    int height = 0;
  };
  /// What an edge goes along: pairs of points that straight lines connect, and curves from the
  /// second of one pair to the first of the next.
  using Way = std::vector<Point>;

  static constexpr int kBoxWidth = 190;
  static constexpr int kLabelWidth = 86;  ///< at the end of a way, above and below the line

  int width = 0;
  int height = 0;
  std::vector<Box> boxes;  ///< of the nodes
  std::vector<Way> ways;   ///< of the edges
};

/// Puts the nodes into columns, from what is taken to what takes it.
[[nodiscard]] StagePicture lay_out(const BuildGraph& graph);

}  // namespace tare
