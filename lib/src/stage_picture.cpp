// A column holds boxes and, for each edge that goes on beyond it, a lane to pass through, so that
// no line crosses a box. The items of a column keep the order of the file; a lane stands where the
// box stands that it leads to. An edge arrives at a place of its own on the left side of its box,
// and before that goes straight for the length of its label: labels of one column cannot overlap.

#include "stage_picture.hpp"

#include <algorithm>
#include <utility>

namespace tare {
namespace {

using Picture = StagePicture;
using Point = Picture::Point;

constexpr int kMargin = 10;
constexpr int kCurve = 70;     // where the lines of a column change their height
constexpr int kArrival = 36;   // between two edges at one box
constexpr int kLane = 30;      // the height of a lane
constexpr int kGap = 18;       // between two items
constexpr int kLeastBox = 72;  // the height of a box
constexpr int kColumn = Picture::kBoxWidth + kCurve + Picture::kLabelWidth;

class Layout {
 public:
  explicit Layout(const BuildGraph& graph)
      : graph_(graph), column_(graph.nodes.size(), 0), arrivals_(graph.nodes.size()) {}

  Picture make() {
    choose_columns();
    fill_columns();
    stack();
    order_arrivals();
    draw_ways();
    return std::move(picture_);
  }

 private:
  // A box, or the lane of an edge to it.
  struct Item {
    std::size_t node = 0;
    int height = 0;
    bool is_lane = false;
    std::size_t edge = 0;  // of a lane
    int top = 0;
  };

  // The longest path to each; a stage takes only from those before it, so that one round does.
  void choose_columns() {
    for (std::size_t node = 0; node < graph_.nodes.size(); ++node) {
      if (graph_.nodes[node].kind == BuildGraph::Node::Kind::stage) column_[node] = 1;
    }
    for (std::size_t round = 0; round < graph_.nodes.size(); ++round) {
      bool changed = false;
      for (const BuildGraph::Edge& edge : graph_.edges) {
        if (column_[edge.to] > column_[edge.from]) continue;
        column_[edge.to] = column_[edge.from] + 1;
        changed = true;
      }
      if (!changed) break;
    }
  }

  void fill_columns() {
    for (std::size_t edge = 0; edge < graph_.edges.size(); ++edge) {
      arrivals_[graph_.edges[edge].to].push_back(edge);
    }
    columns_.resize(1 + *std::max_element(column_.begin(), column_.end()));
    for (std::size_t node = 0; node < graph_.nodes.size(); ++node) {
      const int ports = static_cast<int>(arrivals_[node].size());
      columns_[column_[node]].push_back(
          {node, std::max(kLeastBox, (ports + 1) * kArrival), false, 0, 0});
    }
    for (std::size_t edge = 0; edge < graph_.edges.size(); ++edge) {
      const auto [from, to] = ends_of(edge);
      for (std::size_t column = column_[from] + 1; column < column_[to]; ++column) {
        columns_[column].push_back({to, kLane, true, edge, 0});
      }
    }
    for (std::vector<Item>& items : columns_) {
      std::stable_sort(items.begin(), items.end(),
                       [](const Item& a, const Item& b) { return a.node < b.node; });
    }
  }

  // One below the other, each column in the middle.
  void stack() {
    std::vector<int> heights;
    for (std::vector<Item>& items : columns_) {
      int top = 0;
      for (Item& item : items) {
        item.top = top;
        top += item.height + kGap;
      }
      heights.push_back(std::max(top - kGap, 0));
    }
    const int tallest = *std::max_element(heights.begin(), heights.end());
    picture_.boxes.resize(graph_.nodes.size());
    for (std::size_t column = 0; column < columns_.size(); ++column) {
      const int left = kMargin + static_cast<int>(column) * kColumn;
      for (Item& item : columns_[column]) {
        item.top += kMargin + (tallest - heights[column]) / 2;
        if (!item.is_lane) picture_.boxes[item.node] = {{left, item.top}, item.height};
      }
    }
    picture_.width =
        2 * kMargin + static_cast<int>(columns_.size()) * kColumn - kCurve - Picture::kLabelWidth;
    picture_.height = 2 * kMargin + tallest;
  }

  [[nodiscard]] std::pair<std::size_t, std::size_t> ends_of(std::size_t edge) const {
    return {graph_.edges[edge].from, graph_.edges[edge].to};
  }

  [[nodiscard]] int middle_of_box(std::size_t node) const {
    return picture_.boxes[node].at.y + picture_.boxes[node].height / 2;
  }

  [[nodiscard]] int middle_of_lane(std::size_t column, std::size_t edge) const {
    const std::vector<Item>& items = columns_[column];
    const auto lane = std::find_if(items.begin(), items.end(), [&](const Item& item) {
      return item.is_lane && item.edge == edge;
    });
    return lane->top + lane->height / 2;
  }

  // Where an edge comes from, in the column before its end.
  [[nodiscard]] int height_before(std::size_t edge) const {
    const auto [from, to] = ends_of(edge);
    return column_[from] + 1 == column_[to] ? middle_of_box(from)
                                            : middle_of_lane(column_[to] - 1, edge);
  }

  void order_arrivals() {
    for (std::vector<std::size_t>& edges : arrivals_) {
      std::stable_sort(edges.begin(), edges.end(), [this](std::size_t a, std::size_t b) {
        return height_before(a) < height_before(b);
      });
    }
  }

  [[nodiscard]] Point arrival_of(std::size_t edge) const {
    const std::size_t node = graph_.edges[edge].to;
    const std::vector<std::size_t>& edges = arrivals_[node];
    const auto place =
        static_cast<int>(std::find(edges.begin(), edges.end(), edge) - edges.begin());
    const int from_middle = (2 * place + 1 - static_cast<int>(edges.size())) * kArrival / 2;
    return {picture_.boxes[node].at.x, middle_of_box(node) + from_middle};
  }

  void draw_ways() {
    for (std::size_t edge = 0; edge < graph_.edges.size(); ++edge) {
      const auto [from, to] = ends_of(edge);
      const int begin = picture_.boxes[from].at.x + Picture::kBoxWidth;
      Picture::Way way{{begin, middle_of_box(from)}, {begin, middle_of_box(from)}};
      for (std::size_t column = column_[from] + 1; column < column_[to]; ++column) {
        const int left = kMargin + static_cast<int>(column) * kColumn;
        const int y = middle_of_lane(column, edge);
        way.push_back({left - Picture::kLabelWidth, y});
        way.push_back({left + Picture::kBoxWidth, y});
      }
      const Point end = arrival_of(edge);
      way.push_back({end.x - Picture::kLabelWidth, end.y});
      way.push_back(end);
      picture_.ways.push_back(std::move(way));
    }
  }

  const BuildGraph& graph_;
  std::vector<std::size_t> column_;                 // of each node
  std::vector<std::vector<std::size_t>> arrivals_;  // edges that lead to a node, from the top
  std::vector<std::vector<Item>> columns_;
  Picture picture_;
};

}  // namespace

StagePicture lay_out(const BuildGraph& graph) { return Layout(graph).make(); }

}  // namespace tare
