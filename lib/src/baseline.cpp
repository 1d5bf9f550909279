#include "tare/baseline.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "json_parts.hpp"
#include "tare/error.hpp"

namespace tare {
namespace {

using json::Value;

[[noreturn]] void refuse(const std::string& file, const std::string& reason) {
  throw Error(Fault::usage, file,
              fmt::format("is no baseline: {}; make one with --write-baseline", reason));
}

std::uint64_t count_in(const Value& object, const char* key, const std::string& file) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_unsigned()) {
    refuse(file, fmt::format("'{}' has to be there and a whole number", key));
  }
  return found->get<std::uint64_t>();
}

Baseline::Part part_of(const Value& object, const std::string& file) {
  std::optional<std::string> name;
  if (object.is_object()) name = json::get(object, "path");
  if (!name) refuse(file, "a part has no path");
  return {*name, count_in(object, "files", file), count_in(object, "bytes", file)};
}

}  // namespace

Baseline Baseline::parse(std::string_view text, const std::string& file) {
  const Value root = Value::parse(text, nullptr, /*allow_exceptions=*/false);
  if (root.is_discarded()) refuse(file, "it is no JSON");
  if (!root.is_object() || !root.contains("schema")) refuse(file, "it has no schema");
  if (root["schema"] != 1) {
    refuse(file, "its schema is " + root["schema"].dump(-1, ' ', true) + ", and 1 is known");
  }
  if (!root.contains("context") || !root["context"].is_object()) {
    refuse(file, "it does not say what a context holds");
  }
  Baseline baseline;
  baseline.files = count_in(root["context"], "files", file);
  baseline.bytes = count_in(root["context"], "bytes", file);
  if (const auto parts = root.find("parts"); parts != root.end() && parts->is_array()) {
    for (const Value& part : *parts) baseline.parts.push_back(part_of(part, file));
  }
  std::sort(baseline.parts.begin(), baseline.parts.end(),
            [](const Part& a, const Part& b) { return a.name < b.name; });
  return baseline;
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
