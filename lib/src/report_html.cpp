#include "tare/report_html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "json_parts.hpp"
#include "report_page.hpp"
#include "tare/figures.hpp"
#include "tare/printable.hpp"
#include "tare/stages.hpp"
#include "tare/version.hpp"

// Names come from strangers and go into a script element. All of them are made printable, so the
// JSON is text, and what could end the element, or the text for an old reader, is escaped in it.
// The page itself only ever sets text, never markup.

namespace tare {
namespace {

using Json = json::Value;

constexpr std::size_t kMostListed = 500;

Json tally_json(const Tally& tally) {
  return {{"files", tally.files}, {"entries", tally.entries()}, {"bytes", tally.bytes}};
}

// Where a rule is in the list, -1 for none.
std::ptrdiff_t index_of(const Report& report, const Rule* rule) {
  return rule == nullptr ? -1 : rule - report.rules.front().rule;
}

Json page_rules(const Report& report) {
  Json array = Json::array();
  for (const RuleUse& use : report.rules) {
    Json object = tally_json(use.tally);
    object["file"] = printable(use.rule->file);
    object["line"] = use.rule->line;
    object["text"] = printable(use.rule->original);
    object["exception"] = use.rule->exception;
    object["repeated"] = use.repeated;
    array.push_back(std::move(object));
  }
  return array;
}

Json page_places(const Report& report) {
  Json array = Json::array();
  for (const Place& place : report.places) {
    if (array.size() == kMostListed) break;
    Json object = tally_json(place.tally);
    object["name"] = printable(place.name);
    object["directory"] = place.kind == Place::Kind::directory;
    object["rule"] = index_of(report, place.rule);
    object["complete"] = place.complete;
    array.push_back(std::move(object));
  }
  return array;
}

Json page_build_files(const Report& report) {
  Json array = Json::array();
  for (const BuildFile& file : report.build_files) {
    if (file.rule == nullptr) continue;
    array.push_back({{"name", printable(file.name)},
                     {"bytes", file.bytes},
                     {"rule", index_of(report, file.rule)}});
  }
  return array;
}

// A file is [parent, name, bytes, rule], where no rule says that it is sent. A directory is
// [parent, name, sent files, sent bytes, excluded files, excluded bytes, rule], and the last five
// again for what has no node.
Json tree_json(const Report& report) {
  Json array = Json::array();
  for (const SizeNode& node : report.tree) {
    Json row = {node.parent, printable(node.name)};
    if (node.directory) {
      row.insert(row.end(), {node.sent.files, node.sent.bytes, node.excluded.files,
                             node.excluded.bytes, index_of(report, node.rule)});
      row.insert(row.end(),
                 {node.other_sent.files, node.other_sent.bytes, node.other_excluded.files,
                  node.other_excluded.bytes, index_of(report, node.other_rule)});
    } else {
      row.insert(row.end(), {node.sent.bytes + node.excluded.bytes, index_of(report, node.rule)});
    }
    array.push_back(std::move(row));
  }
  return array;
}

// JSON has these characters in strings only, where an escape means the same.
std::string escaped(const std::string& json) {
  std::string out;
  out.reserve(json.size());
  for (const char character : json) {
    switch (character) {
      case '<':
        out += "\\u003c";
        break;
      case '>':
        out += "\\u003e";
        break;
      case '&':
        out += "\\u0026";
        break;
      default:
        out += character;
    }
  }
  return out;
}

// A picture of the build, with the text that says what it shows.
std::string stages_section(const StageReport& stages) {
  std::string text = "  <section id=\"stages-section\">\n    <h2>What the target takes</h2>\n";
  text += "    <div class=\"picture\" tabindex=\"0\">" + to_svg(stages) + "</div>\n";
  text += fmt::format("    <p class=\"note\">BuildKit is sent {} of {}.",
                      size_text(stages.needed.bytes), size_text(stages.context.bytes));
  if (stages.unused.entries() != 0) {
    text += fmt::format(" No instruction takes {} of it.", size_text(stages.unused.bytes));
  }
  return text + "</p>\n  </section>\n\n";
}

}  // namespace

std::string to_html(const Report& report, const std::string& directory, const StageReport* stages) {
  Json data;
  data["version"] = kVersion;
  data["directory"] = printable(directory);
  data["ignore_file"] = printable(report.matcher.ignore_file().file());
  data["dialect"] = json::name_of(report.matcher.dialect());
  data["measured"] = report.measured;
  data["complete"] = report.complete;
  data["context"] = tally_json(report.context);
  data["excluded"] = tally_json(report.excluded);
  if (report.narrowed) data["unneeded"] = tally_json(report.unneeded);
  data["build_files"] = page_build_files(report);
  data["rules"] = page_rules(report);
  data["places"] = page_places(report);
  data["all_places"] = report.places.size();
  data["tree"] = tree_json(report);
  std::string page(kReportPageHead);
  if (stages != nullptr) page += stages_section(*stages);
  page += kReportPageBody;
  page += escaped(data.dump());
  page += kReportPageTail;
  return page;
}

}  // namespace tare
