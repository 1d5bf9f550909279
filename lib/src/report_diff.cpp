#include "tare/report_diff.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <utility>

#include "json_input.hpp"
#include "json_parts.hpp"
#include "tare/error.hpp"

// Reports come from files that anybody may have written: a key that is missing or of another type
// makes nlohmann/json throw, and the file is no report.

namespace tare {
namespace {

using json::Input;
using Json = json::Value;
using Section = ReportChange::Section;

// The text under `key`. Bytes that are no text are told as they stand, in base64.
std::string text_under(const Input& object, const std::string& key) {
  const auto found = object.find(key);
  if (found != object.end()) return found->get<std::string>();
  return "base64:" + object.at(key + "_b64").get<std::string>();
}

ReportAmount amount_of(const Input& object) {
  const bool several = object.contains("files");  // which a single file need not have
  return {several ? json::count_under(object, "files") : 1, json::count_under(object, "bytes")};
}

using Amounts = std::map<std::string, ReportAmount>;

void add(Amounts& amounts, const std::string& name, const ReportAmount& amount) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  ReportAmount& sum = amounts[name];
  sum.files = std::min(sum.files + amount.files, kMost);
  sum.bytes = std::min(sum.bytes + amount.bytes, kMost);
}

// What a report says, by section.
struct Said {
  ReportAmount context;
  ReportAmount excluded;
  bool complete = true;
  std::array<Amounts, 4> sections;
  // A section that not every report has.
  std::array<bool, 4> has{};

  Amounts& of(Section section) {
    has.at(static_cast<std::size_t>(section)) = true;
    return sections.at(static_cast<std::size_t>(section));
  }
};

void read_paths(const Input& array, Amounts& amounts) {
  for (const Input& object : array) add(amounts, text_under(object, "path"), amount_of(object));
}

Said read_report(const Input& root) {
  json::check_schema(root);
  Said said;
  const Input& context = root.at("context");
  said.context = amount_of(context);
  said.excluded = amount_of(root.at("excluded"));
  said.complete = root.at("excluded").at("complete").get<bool>();
  if (context.contains("by_directory")) {
    read_paths(context.at("by_directory"), said.of(Section::directory));
  }
  if (context.contains("largest_files")) {
    read_paths(context.at("largest_files"), said.of(Section::file));
  }
  for (const Input& place : root.at("excluded_paths")) {
    std::string name = text_under(place, "path");
    if (place.at("directory").get<bool>()) name += '/';
    add(said.of(Section::place), name, amount_of(place));
  }
  for (const Input& rule : root.at("rules")) {
    const std::string mark = rule.at("exception").get<bool>() ? "!" : "";
    add(said.of(Section::rule), mark + text_under(rule, "pattern"), amount_of(rule));
  }
  return said;
}

[[noreturn]] void refuse_report(const std::string& name, const std::string& reason) {
  throw Error(Fault::usage, name,
              "is no report in JSON: " + reason + "; make one with 'tare report --format json'");
}

Said parse(const std::string& text, const std::string& name) {
  try {
    return read_report(json::parse(text));
  } catch (const Input::exception& error) {
    const std::string reason = error.what();  // `[json.exception.type_error.302] type must be ...`
    refuse_report(name, reason.substr(reason.find(' ') + 1));
  } catch (const json::BadInput& bad) {
    refuse_report(name, bad.what());
  }
}

// Sections that hold the largest only: what one of the reports lacks has not come or gone.
bool is_selection(Section section) {
  return section == Section::directory || section == Section::file;
}

void compare(Section section, const Said& before, const Said& after, ReportDiff& diff) {
  const auto at = static_cast<std::size_t>(section);
  if (is_selection(section) && !(before.has.at(at) && after.has.at(at))) return;
  std::map<std::string, std::pair<std::optional<ReportAmount>, std::optional<ReportAmount>>> names;
  for (const auto& [name, amount] : before.sections.at(at)) names[name].first = amount;
  for (const auto& [name, amount] : after.sections.at(at)) names[name].second = amount;
  for (const auto& [name, sides] : names) {
    if (sides.first == sides.second) continue;
    if (is_selection(section) && !(sides.first && sides.second)) continue;
    diff.changes.push_back({section, name, sides.first, sides.second});
  }
}

Json of(const ReportAmount& amount) { return {{"files", amount.files}, {"bytes", amount.bytes}}; }

Json side(const std::string& name, const ReportAmount& context, const ReportAmount& excluded) {
  Json object;
  json::put(object, "name", name);
  object["context"] = of(context);
  object["excluded"] = of(excluded);
  return object;
}

}  // namespace

ReportDiff diff_reports(const std::string& before, const std::string& before_name,
                        const std::string& after, const std::string& after_name) {
  const Said first = parse(before, before_name);
  const Said second = parse(after, after_name);
  ReportDiff diff;
  diff.context_before = first.context;
  diff.context_after = second.context;
  diff.excluded_before = first.excluded;
  diff.excluded_after = second.excluded;
  diff.complete = first.complete && second.complete;
  for (const Section section : {Section::directory, Section::file, Section::place, Section::rule}) {
    compare(section, first, second, diff);
  }
  return diff;
}

std::int64_t growth(const ReportChange& change) noexcept {
  const std::uint64_t before = change.before ? change.before->bytes : 0;
  const std::uint64_t after = change.after ? change.after->bytes : 0;
  return static_cast<std::int64_t>(after - before);
}

const char* name_of(Section section) {
  constexpr std::array<const char*, 4> kNames{"directory", "file", "place", "rule"};
  return kNames.at(static_cast<std::size_t>(section));
}

std::string to_json(const ReportDiff& diff, const std::string& before, const std::string& after) {
  Json root;
  root["schema"] = 1;
  root["compared"] = "reports";
  root["before"] = side(before, diff.context_before, diff.excluded_before);
  root["after"] = side(after, diff.context_after, diff.excluded_after);
  root["complete"] = diff.complete;
  root["changes"] = Json::array();
  for (const ReportChange& change : diff.changes) {
    Json object;
    object["section"] = name_of(change.section);
    json::put(object, "name", change.name);
    object["growth"] = growth(change);
    if (change.before) object["before"] = of(*change.before);
    if (change.after) object["after"] = of(*change.after);
    root["changes"].push_back(std::move(object));
  }
  return root.dump(2);
}

}  // namespace tare
