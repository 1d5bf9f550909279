#include <array>

#include "json_parts.hpp"
#include "tare/diff.hpp"

// A change takes one line, and is written as soon as it is made: a tree of all of them would take
// many times the memory of the text.

namespace tare {
namespace {

using Json = json::Value;
using json::put;

const char* name_of(Kind kind) {
  constexpr std::array<const char*, 7> kNames{
      "file", "directory", "symlink", "fifo", "character_device", "block_device", "socket"};
  return kNames.at(static_cast<std::size_t>(kind));
}

const char* name_of(Change::Type type) {
  constexpr std::array<const char*, 3> kNames{"added", "removed", "changed"};
  return kNames.at(static_cast<std::size_t>(type));
}

Json of(const Tally& tally) {
  return {{"files", tally.files},
          {"directories", tally.directories},
          {"links", tally.links},
          {"specials", tally.specials},
          {"bytes", tally.bytes}};
}

Json of(const Change::Side& side) {
  return {{"kind", name_of(side.kind)}, {"mode", side.mode}, {"bytes", side.bytes}};
}

Json of(const Change& change) {
  Json object;
  put(object, "path", change.name);
  object["change"] = name_of(change.type);
  if (change.type == Change::Type::changed) object["differs"] = differences(change);
  object["whole"] = change.whole;
  object["files"] = change.files;
  object["growth"] = growth(change);
  if (change.type != Change::Type::added) object["before"] = of(change.before);
  if (change.type != Change::Type::removed) object["after"] = of(change.after);
  return object;
}

}  // namespace

std::string to_json(const Diff& diff, const std::string& before, const std::string& after) {
  Json root;
  root["schema"] = 1;
  root["compared"] = "contents";
  root["before"] = of(diff.before);
  put(root["before"], "name", before);
  root["after"] = of(diff.after);
  put(root["after"], "name", after);
  root["added"] = of(diff.added);
  root["removed"] = of(diff.removed);
  root["changed"] = {{"entries", diff.changed}, {"growth", diff.changed_bytes}};
  std::string text = root.dump(2);
  text.resize(text.rfind('\n'));  // the bracket that ends it
  text += ",\n  \"changes\": [";
  const char* separator = "\n    ";
  for (const Change& change : diff.changes) {
    text += separator + of(change).dump();
    separator = ",\n    ";
  }
  return text + (diff.changes.empty() ? "]\n}" : "\n  ]\n}");
}

}  // namespace tare
