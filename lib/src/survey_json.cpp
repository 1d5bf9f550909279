#include "json_parts.hpp"
#include "report_json.hpp"
#include "tare/survey.hpp"

namespace tare {
namespace {

using Json = json::Value;
using json::put;

Json directories_json(const Survey& survey) {
  Json array = Json::array();
  for (const Survey::Directory& directory : survey.directories) {
    Json object;
    put(object, "path", directory.name);
    put(object, directory.tally);
    array.push_back(std::move(object));
  }
  return array;
}

Json files_json(const Survey& survey) {
  Json array = Json::array();
  for (const Survey::File& file : survey.files) {
    Json object;
    put(object, "path", file.name);
    object["bytes"] = file.bytes;
    array.push_back(std::move(object));
  }
  return array;
}

Json extensions_json(const Survey& survey) {
  Json array = Json::array();
  for (const Survey::Extension& one : survey.extensions) {
    array.push_back({{"extension", one.extension}, {"files", one.files}, {"bytes", one.bytes}});
  }
  return array;
}

Json suggestions_json(const Survey& survey) {
  Json array = Json::array();
  for (const Suggestion& suggestion : survey.suggestions) {
    Json object;
    put(object, "line", suggestion.line);
    object["what"] = suggestion.what;
    object["sure"] = suggestion.sure;
    put(object, suggestion.tally);
    object["places"] = suggestion.places;
    Json largest = Json::array();
    for (const Contributor& place : suggestion.largest) {
      Json one;
      put(one, "path", place.name);
      one["files"] = place.files;
      one["bytes"] = place.bytes;
      largest.push_back(std::move(one));
    }
    object["largest"] = std::move(largest);
    array.push_back(std::move(object));
  }
  return array;
}

}  // namespace

std::string to_json(const Report& report, const std::string& directory, const Survey& survey) {
  Json root = json::of(report, directory);
  root["context"]["by_directory"] = directories_json(survey);
  root["context"]["largest_files"] = files_json(survey);
  root["context"]["by_extension"] = extensions_json(survey);
  root["suggestions"] = suggestions_json(survey);
  return root.dump(2);
}

}  // namespace tare
