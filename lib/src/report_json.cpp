#include <boost/archive/iterators/base64_from_binary.hpp>
#include <boost/archive/iterators/transform_width.hpp>
#include <nlohmann/json.hpp>

#include "tare/report.hpp"
#include "utf8.hpp"

namespace tare {
namespace {

using Json = nlohmann::ordered_json;

std::string base64(std::string_view bytes) {
  using namespace boost::archive::iterators;
  using Encoder = base64_from_binary<transform_width<std::string_view::const_iterator, 6, 8>>;
  std::string text(Encoder(bytes.begin()), Encoder(bytes.end()));
  text.append((3 - bytes.size() % 3) % 3, '=');
  return text;
}

// JSON holds text only; bytes that are none go under another key.
void put(Json& object, const std::string& key, std::string_view bytes) {
  if (utf8::valid(bytes)) {
    object[key] = bytes;
  } else {
    object[key + "_b64"] = base64(bytes);
  }
}

void put(Json& object, const Tally& tally) {
  object["files"] = tally.files;
  object["directories"] = tally.directories;
  object["links"] = tally.links;
  object["specials"] = tally.specials;
  object["bytes"] = tally.bytes;
}

Json rule_json(const Rule& rule) {
  Json object;
  put(object, "file", rule.file);
  object["line"] = rule.line;
  put(object, "pattern", rule.pattern);
  return object;
}

Json rules_json(const Report& report) {
  Json array = Json::array();
  for (const RuleUse& use : report.rules) {
    Json object = rule_json(*use.rule);
    object["exception"] = use.rule->exception;
    put(object, use.tally);
    array.push_back(std::move(object));
  }
  return array;
}

Json places_json(const Report& report) {
  Json array = Json::array();
  for (const Place& place : report.places) {
    Json object;
    if (place.kind != Place::Kind::group) put(object, "path", place.name);
    object["directory"] = place.kind == Place::Kind::directory;
    put(object, place.tally);
    object["complete"] = place.complete && report.measured;
    object["rule"] = rule_json(*place.rule);
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
    object["rule"] = rule_json(*file.rule);
    array.push_back(std::move(object));
  }
  return array;
}

}  // namespace

std::string to_json(const Report& report, const std::string& directory) {
  Json root;
  root["schema"] = 1;
  put(root, "directory", directory);
  root["dialect"] = report.matcher.dialect() == Dialect::buildkit ? "buildkit" : "classic";
  put(root, "ignore_file", report.matcher.ignore_file().file());
  put(root["context"], report.context);
  root["context"]["build_files"] = build_files_json(report);
  put(root["excluded"], report.excluded);
  root["excluded"]["complete"] = report.complete;
  root["rules"] = rules_json(report);
  root["excluded_paths"] = places_json(report);
  return root.dump(2);
}

}  // namespace tare
