#include <fmt/format.h>

#include <iterator>
#include <string>
#include <string_view>

#include "build_graph.hpp"

namespace tare {
namespace {

using Node = BuildGraph::Node;
using Edge = BuildGraph::Edge;

// In a quoted string of Graphviz a backslash begins more than an dot_text quote.
std::string dot_text(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

std::string node_line(const Node& node) {
  std::string label = dot_text(node.title) + (node.target ? " (target)" : "");
  for (const std::string& note : node.notes) label += "\\n" + dot_text(note);
  const char* look = node.kind == Node::Kind::context ? ", shape=folder"
                     : node.kind == Node::Kind::image ? ", style=dotted"
                     : node.target                    ? ", penwidth=2"
                                                      : "";
  return fmt::format("  {} [label=\"{}\"{}];\n", node.id, label, look);
}

}  // namespace

std::string to_dot(const StageReport& report) {
  const BuildGraph graph = build_graph(report);
  std::string dot =
      "digraph stages {\n"
      "  rankdir=LR;\n"
      "  node [shape=box, fontname=\"sans-serif\"];\n"
      "  edge [fontname=\"sans-serif\", fontsize=11];\n";
  for (const Node& node : graph.nodes) dot += node_line(node);
  for (const Edge& edge : graph.edges) {
    const std::string detail = edge.detail.empty() ? "" : "\\n" + edge.detail;
    fmt::format_to(std::back_inserter(dot), "  {} -> {} [label=\"{}{}\"{}];\n",
                   graph.nodes[edge.from].id, graph.nodes[edge.to].id, edge.label, detail,
                   edge.kind == Edge::Kind::base ? ", style=dashed" : "");
  }
  return dot + "}\n";
}

}  // namespace tare
