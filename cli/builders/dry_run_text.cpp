#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "digest_text.hpp"
#include "dry_run.hpp"
#include "json_text.hpp"
#include "tare/printable.hpp"
#include "text.hpp"

namespace cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostNames = 6;
constexpr std::size_t kMostPlaces = 5;
constexpr const char* kIndent = "     ";

std::string tally_text(const tare::Tally& tally) {
  return fmt::format("{}, {}", count_of(tally.files, "file", "files"), size_text(tally.bytes));
}

std::string names_text(const std::vector<std::string>& names) {
  std::vector<std::string> shown;
  for (const std::string& name : names) {
    if (shown.size() == kMostNames) break;
    shown.push_back(tare::printable(name));
  }
  std::string text = fmt::format("{}", fmt::join(shown, ", "));
  if (names.size() > shown.size()) {
    text += fmt::format(" and {} more", count_text(names.size() - shown.size()));
  }
  return text;
}

std::string place_name(const tare::Place& place) {
  if (place.kind == tare::Place::Kind::group) return "single files";
  const bool directory = place.kind == tare::Place::Kind::directory;
  return tare::printable(place.name) + (directory ? "/" : "");
}

std::string places_text(const std::vector<tare::Place>& places) {
  std::vector<std::string> shown;
  for (const tare::Place& place : places) {
    if (shown.size() == kMostPlaces) break;
    shown.push_back(fmt::format("{} {}", place_name(place), size_text(place.tally.bytes)));
  }
  std::string text = fmt::format("{}", fmt::join(shown, ", "));
  if (places.size() > shown.size()) {
    text += fmt::format(" and {} more", count_text(places.size() - shown.size()));
  }
  return text;
}

std::string request_text(const DryRequest& request, std::size_t number) {
  const tare::Report& report = request.report;
  std::string text = fmt::format("{}  {:<10}  {}", number, request.directory,
                                 request.whole ? "everything" : names_text(request.follow));
  if (request.rules) text += fmt::format(", by the rules of {}", tare::printable(*request.rules));
  const std::uint64_t entries = report.context.entries();
  text += fmt::format("\n{}{} offered: {}; {} read\n", kIndent,
                      count_of(entries, "entry", "entries"), tally_text(report.context),
                      count_of(report.directories_read, "directory", "directories"));
  if (report.measured && report.excluded.entries() != 0) {
    text += fmt::format("{}{} excluded by the rules\n", kIndent, tally_text(report.excluded));
  }
  if (report.measured && report.unneeded.entries() != 0) {
    text += fmt::format("{}{} not asked for: {}\n", kIndent, tally_text(report.unneeded),
                        places_text(report.unneeded_places));
  }
  return text;
}

Json tally_json(const tare::Tally& tally) {
  return {{"files", tally.files},
          {"directories", tally.directories},
          {"links", tally.links},
          {"specials", tally.specials},
          {"bytes", tally.bytes}};
}

Json request_json(const DryRequest& request) {
  Json object = {{"name", request.directory}, {"whole", request.whole}};
  object["asked"] = Json::array();
  for (const std::string& name : request.follow) {
    Json each;
    put_text(each, "path", name);
    object["asked"].push_back(each);
  }
  if (request.rules) put_text(object, "rules", *request.rules);
  object["offered"] = tally_json(request.report.context);
  object["entries"] = request.report.context.entries();
  object["directories_read"] = request.report.directories_read;
  if (!request.report.measured) return object;
  object["excluded"] = tally_json(request.report.excluded);
  object["unneeded"] = tally_json(request.report.unneeded);
  object["unneeded_places"] = Json::array();
  for (const tare::Place& place : request.report.unneeded_places) {
    Json each;
    if (place.kind != tare::Place::Kind::group) put_text(each, "path", place.name);
    each["tally"] = tally_json(place.tally);
    object["unneeded_places"].push_back(each);
  }
  return object;
}

}  // namespace

std::string dry_run_text(const DryRun& run, std::optional<std::size_t> columns) {
  std::string text = fmt::format("a build of {} asks for\n", tare::printable(run.build.context));
  tare::Tally all;
  for (std::size_t i = 0; i < run.requests.size(); ++i) {
    text += request_text(run.requests[i], i + 1);
    all += run.requests[i].report.context;
  }
  if (!run.takes_context) text += "no instruction takes anything of the context\n";
  text += fmt::format("a builder without a copy takes {}; one with a copy what has changed of it\n",
                      tally_text(all));
  if (run.change) {
    text +=
        "\n" + change_text(run.change->change, run.change->digest, run.build.dockerfile, columns);
  }
  return text;
}

std::string dry_run_json(const DryRun& run) {
  Json object = {{"schema", 1}};
  put_text(object, "directory", run.build.context);
  put_text(object, "dockerfile", run.build.dockerfile);
  object["requests"] = Json::array();
  for (const DryRequest& request : run.requests)
    object["requests"].push_back(request_json(request));
  if (run.change) {
    tare::ContextDigest digest = run.change->digest;
    digest.entries.clear();
    object["against"] = Json::parse(tare::to_json(digest, run.build.context, &run.change->change));
  }
  return object.dump();
}

}  // namespace cli
