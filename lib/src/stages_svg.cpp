// Without a stylesheet everything takes the colour of the text around; with one, classes say what a
// thing is. Nothing is an attribute `style`, which a page may forbid.

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "build_graph.hpp"
#include "stage_picture.hpp"
#include "tare/stages.hpp"
#include "utf8.hpp"

namespace tare {
namespace {

using Node = BuildGraph::Node;
using Edge = BuildGraph::Edge;
using Picture = StagePicture;

constexpr std::size_t kTitleCharacters = 20;
constexpr std::size_t kNoteCharacters = 25;

std::string xml_text(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

// At most so many characters, the last one dots for more. East Asian ones take two places.
std::string cut(std::string_view text, std::size_t most) {
  std::size_t at = 0, last = 0, characters = 0;
  while (at < text.size() && characters < most) {
    const utf8::Rune rune = utf8::decode(text.substr(at));
    last = at;
    at += rune.size;
    characters += rune.value < 0x1100 ? 1 : 2;
  }
  return at == text.size() ? std::string(text) : std::string(text.substr(0, last)) + "\xE2\x80\xA6";
}

const char* name_of(Node::Kind kind) {
  return kind == Node::Kind::context ? "context" : kind == Node::Kind::image ? "image" : "stage";
}

const char* name_of(Edge::Kind kind) {
  return kind == Edge::Kind::context ? "context" : kind == Edge::Kind::base ? "base" : "copy";
}

class Writer {
 public:
  explicit Writer(const BuildGraph& graph) : graph_(graph), picture_(lay_out(graph)) {
    for (const Edge& edge : graph.edges) most_ = std::max(most_, edge.bytes);
  }

  std::string write(std::string_view title) {
    put("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"stages\" role=\"img\" width=\"{0}\" "
        "height=\"{1}\" viewBox=\"0 0 {0} {1}\" font-family=\"sans-serif\" font-size=\"12\" "
        "fill=\"currentColor\" stroke=\"none\">\n<title>{2}</title>\n",
        picture_.width, picture_.height, xml_text(title));
    for (std::size_t i = 0; i < graph_.edges.size(); ++i)
      put_edge(graph_.edges[i], picture_.ways[i]);
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
      put_node(graph_.nodes[i], picture_.boxes[i]);
    }
    return std::move(out_) + "</svg>\n";
  }

 private:
  template <typename... Values>
  void put(fmt::format_string<Values...> format, Values&&... values) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Values>(values)...);
  }

  void put_edge(const Edge& edge, const Picture::Way& way) {
    put("<g class=\"edge {}\">", name_of(edge.kind));
    put("<path fill=\"none\" stroke=\"currentColor\" stroke-width=\"{:.1f}\"{} d=\"M{} {}",
        most_ == 0 ? 1.5 : 1.5 + 4.5 * static_cast<double>(edge.bytes) / static_cast<double>(most_),
        edge.kind == Edge::Kind::base ? " stroke-dasharray=\"5 4\"" : "", way[0].x, way[0].y);
    for (std::size_t i = 1; i + 1 < way.size(); i += 2) {
      const int middle = (way[i].x + way[i + 1].x) / 2;
      put("H{} C{} {} {} {} {} {}", way[i].x, middle, way[i].y, middle, way[i + 1].y, way[i + 1].x,
          way[i + 1].y);
    }
    const Picture::Point end = way.back();
    put("H{}\"/><path class=\"head\" d=\"M{} {}l-9 -5v10z\"/>", end.x - 6, end.x, end.y);
    const int middle = end.x - 6 - Picture::kLabelWidth / 2;
    put("<text class=\"label\" text-anchor=\"middle\" x=\"{}\" y=\"{}\">{}</text>", middle,
        end.y - 6, xml_text(edge.label));
    put("<text class=\"note\" text-anchor=\"middle\" x=\"{}\" y=\"{}\" font-size=\"11\">{}</text>"
        "</g>\n",
        middle, end.y + 14, xml_text(edge.detail));
  }

  void put_node(const Node& node, const Picture::Box& box) {
    const int lines = static_cast<int>(1 + node.notes.size());
    const int left = box.at.x + 14;
    int y = box.at.y + box.height / 2 - lines * 9 + 13;
    put("<g class=\"node {}{}\"><title>{}", name_of(node.kind), node.target ? " target" : "",
        xml_text(node.title));
    for (const std::string& note : node.notes) put("\n{}", xml_text(note));
    put("</title><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"8\" fill=\"none\" "
        "stroke=\"currentColor\" stroke-width=\"{}\"/>",
        box.at.x, box.at.y, Picture::kBoxWidth, box.height, node.target ? 2.5 : 1.0);
    put("<text class=\"title\" x=\"{}\" y=\"{}\" font-size=\"14\" font-weight=\"600\">{}</text>",
        left, y, xml_text(cut(node.title, kTitleCharacters)));
    if (node.target) {
      put("<text class=\"note\" text-anchor=\"end\" x=\"{}\" y=\"{}\" "
          "font-size=\"11\">target</text>",
          box.at.x + Picture::kBoxWidth - 12, box.at.y + 17);
    }
    for (const std::string& note : node.notes) {
      put("<text class=\"note\" x=\"{}\" y=\"{}\">{}</text>", left, y += 18,
          xml_text(cut(note, kNoteCharacters)));
    }
    put("</g>\n");
  }

  const BuildGraph& graph_;
  const Picture picture_;
  std::uint64_t most_ = 0;
  std::string out_;
};

// What a picture says, for who does not see it.
std::string sentence_of(const BuildGraph& graph) {
  std::string sentence = "The build of";
  for (const Node& node : graph.nodes) {
    if (node.target) sentence += " " + node.title;
  }
  for (const Edge& edge : graph.edges) {
    const std::string detail = edge.detail.empty() ? "" : " (" + edge.detail + ")";
    sentence += fmt::format("; {} to {}: {}{}", graph.nodes[edge.from].title,
                            graph.nodes[edge.to].title, edge.label, detail);
  }
  return sentence;
}

}  // namespace

std::string to_svg(const StageReport& report) {
  const BuildGraph graph = build_graph(report);
  return Writer(graph).write(sentence_of(graph));
}

}  // namespace tare
