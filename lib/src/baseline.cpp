#include "tare/baseline.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "json_input.hpp"
#include "json_parts.hpp"
#include "tare/error.hpp"

namespace tare {
namespace {

using json::BadInput;
using json::Input;
using json::Value;

Baseline::Part part_of(const Input& object) {
  std::optional<std::string> name;
  if (object.is_object()) name = json::get(object, "path");
  if (!name) throw BadInput("a part has no path");
  return {*name, json::count_under(object, "files"), json::count_under(object, "bytes")};
}

Baseline read_baseline(std::string_view text) {
  const Input root = json::parse(text);
  json::check_schema(root);
  if (!root.contains("context") || !root["context"].is_object()) {
    throw BadInput("it does not say what a context holds");
  }
  Baseline baseline;
  baseline.files = json::count_under(root["context"], "files");
  baseline.bytes = json::count_under(root["context"], "bytes");
  if (const auto parts = root.find("parts"); parts != root.end() && parts->is_array()) {
    for (const Input& part : *parts) baseline.parts.push_back(part_of(part));
  }
  std::sort(baseline.parts.begin(), baseline.parts.end(),
            [](const Baseline::Part& a, const Baseline::Part& b) { return a.name < b.name; });
  return baseline;
}

}  // namespace

Baseline Baseline::parse(std::string_view text, const std::string& file) {
  try {
    return read_baseline(text);
  } catch (const BadInput& bad) {
    throw Error(Fault::usage, file,
                fmt::format("is no baseline: {}; make one with --write-baseline", bad.what()));
  }
}

std::string to_json(const Baseline& baseline) {
  Value root;
  root["schema"] = 1;
  root["context"]["files"] = baseline.files;
  root["context"]["bytes"] = baseline.bytes;
  root["parts"] = Value::array();
  for (const Baseline::Part& part : baseline.parts) {
    Value object;
    json::put(object, "path", part.name);
    object["files"] = part.files;
    object["bytes"] = part.bytes;
    root["parts"].push_back(std::move(object));
  }
  return root.dump(2);
}

}  // namespace tare
