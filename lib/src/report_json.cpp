#include "report_json.hpp"

namespace tare {
namespace {

using Json = json::Value;
using json::put;

Json rules_json(const Report& report) {
  Json array = Json::array();
  for (const RuleUse& use : report.rules) {
    Json object = json::of(*use.rule);
    object["exception"] = use.rule->exception;
    put(object, use.tally);
    object["repeated"] = use.repeated;
    array.push_back(std::move(object));
  }
  return array;
}

Json places_json(const std::vector<Place>& places, bool measured) {
  Json array = Json::array();
  for (const Place& place : places) {
    Json object;
    if (place.kind != Place::Kind::group) put(object, "path", place.name);
    object["directory"] = place.kind == Place::Kind::directory;
    put(object, place.tally);
    object["complete"] = place.complete && measured;
    if (place.rule != nullptr) object["rule"] = json::of(*place.rule);
    array.push_back(std::move(object));
  }
  return array;
}

Json build_files_json(const Report& report) {
  Json array = Json::array();
  for (const BuildFile& file : report.build_files) {
    Json object;
    put(object, "path", file.name);
    object["bytes"] = file.bytes;
    if (file.rule != nullptr) object["rule"] = json::of(*file.rule);
    array.push_back(std::move(object));
  }
  return array;
}

}  // namespace

void json::put(Value& object, const Tally& tally) {
  object["files"] = tally.files;
  object["directories"] = tally.directories;
  object["links"] = tally.links;
  object["specials"] = tally.specials;
  object["bytes"] = tally.bytes;
}

json::Value json::of(const Report& report, const std::string& directory) {
  Json root;
  root["schema"] = 1;
  put(root, "directory", directory);
  root["dialect"] = json::name_of(report.matcher.dialect());
  put(root, "ignore_file", report.matcher.ignore_file().file());
  put(root["context"], report.context);
  root["context"]["missing"] = report.missing;
  root["context"]["build_files"] = build_files_json(report);
  put(root["excluded"], report.excluded);
  root["excluded"]["complete"] = report.complete;
  root["rules"] = rules_json(report);
  root["excluded_paths"] = places_json(report.places, report.measured);
  root["directories_read"] = report.directories_read;
  if (report.narrowed) {
    put(root["unneeded"], report.unneeded);
    root["unneeded"]["complete"] = report.complete;
    root["unneeded_paths"] = places_json(report.unneeded_places, report.measured);
  }
  return root;
}

std::string to_json(const Report& report, const std::string& directory) {
  return json::of(report, directory).dump(2);
}

}  // namespace tare
