#include <algorithm>
#include <array>
#include <string>

#include "report_json.hpp"
#include "tare/stages.hpp"

namespace tare {
namespace {

using Json = json::Value;
using json::put;

std::string word_of(Instruction::Kind kind) {
  std::string word(name_of(kind));
  std::transform(word.begin(), word.end(), word.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return word;
}

const char* word_of(BuildStep::Use use) {
  constexpr std::array<const char*, 3> kWords{"copy", "mount", "tmpfs"};
  return kWords.at(static_cast<std::size_t>(use));
}

template <typename Used>
void put_tallies(Json& object, const Used& used) {
  put(object["taken"], used.taken);
  put(object["excluded"], used.excluded);
}

Json of(const SourceUse& source) {
  Json object;
  object["use"] = word_of(source.use);
  put(object, "path", source.path);
  put(object, "written", source.written);
  put_tallies(object, source);
  object["missing"] = source.missing;
  if (!source.missing) return object;
  object["optional"] = source.optional;
  object["lost"] = source.lost;
  if (source.rule != nullptr) object["rule"] = json::of(*source.rule);
  return object;
}

Json of(const BuildStep::From& from) {
  Json object;
  if (from.stage) {
    object["stage"] = *from.stage;
  } else {
    put(object, "image", from.image);
  }
  return object;
}

Json of(const Repetition& repetition);
Json of(const StepUse& use);
Json of(const StageUse& use);
Json of(const Place& place);
Json of(const Diagnostic& diagnostic);

template <typename Item>
Json list_of(const std::vector<Item>& items) {
  Json array = Json::array();
  for (const Item& item : items) array.push_back(of(item));
  return array;
}

Json of(const Repetition& repetition) {
  return {{"stage", repetition.stage},
          {"step", repetition.step},
          {"files", repetition.files},
          {"bytes", repetition.bytes}};
}

Json of(const StepUse& use) {
  Json object;
  object["instruction"] = word_of(use.step.kind);
  object["line"] = use.step.line;
  object["last_line"] = use.step.last_line;
  put(object, "text", use.step.text);
  object["from_base"] = use.step.from_base;
  object["from"] = list_of(use.step.from);
  object["sources"] = list_of(use.sources);
  put_tallies(object, use);
  object["repeats"] = list_of(use.repeats);
  if (use.install_line != 0) object["install_line"] = use.install_line;
  object["tmpfs_sends_all"] = use.tmpfs_sends_all;
  return object;
}

Json of(const StageUse& use) {
  Json object;
  put(object, "name", use.stage.name);
  object["line"] = use.stage.line;
  put(object, "base", use.stage.base);
  if (use.stage.base_stage) object["base_stage"] = *use.stage.base_stage;
  object["reachable"] = use.stage.reachable;
  put_tallies(object, use);
  object["steps"] = list_of(use.steps);
  return object;
}

Json of(const Place& place) {
  Json object;
  put(object, "path", place.name);
  object["directory"] = place.kind == Place::Kind::directory;
  object["files"] = place.tally.files;
  object["bytes"] = place.tally.bytes;
  return object;
}

Json of(const Diagnostic& diagnostic) {
  Json object;
  object["severity"] = diagnostic.severity == Diagnostic::Severity::note ? "note" : "warning";
  put(object, "where", diagnostic.where);
  put(object, "message", diagnostic.message);
  return object;
}

}  // namespace

std::string to_json(const StageReport& report, const std::string& directory) {
  Json root;
  root["schema"] = 1;
  put(root, "directory", directory);
  put(root, "dockerfile", report.dockerfile);
  root["dialect"] = json::name_of(report.matcher.dialect());
  put(root, "ignore_file", report.matcher.ignore_file().file());
  root["target"] = report.target;
  put(root["context"], report.context);
  put(root["needed"], report.needed);
  put(root["unused"], report.unused);
  root["unused"]["largest"] = list_of(report.unused_places);
  root["complete"] = report.complete;
  root["stages"] = list_of(report.stages);
  root["diagnostics"] = list_of(report.diagnostics);
  return root.dump(2);
}

}  // namespace tare
