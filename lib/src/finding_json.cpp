#include <algorithm>

#include "json_parts.hpp"
#include "tare/finding.hpp"

namespace tare {
namespace {

using json::put;
using json::Value;

const char* name_of(Fix::Action action) {
  switch (action) {
    case Fix::Action::none:
      return "none";
    case Fix::Action::add:
      return "add";
    case Fix::Action::replace:
      return "replace";
    case Fix::Action::remove:
      break;
  }
  return "remove";
}

Value largest_json(const Finding& finding) {
  Value array = Value::array();
  for (const Contributor& contributor : finding.largest) {
    std::string_view name = contributor.name;
    const bool directory = !name.empty() && name.back() == '/';
    if (directory) name.remove_suffix(1);
    Value object;
    put(object, "path", name);
    object["directory"] = directory;
    object["files"] = contributor.files;
    object["bytes"] = contributor.bytes;
    if (!contributor.line_to_add.empty()) put(object, "line_to_add", contributor.line_to_add);
    array.push_back(std::move(object));
  }
  return array;
}

Value finding_json(const Finding& finding) {
  Value object;
  object["id"] = finding.id;
  object["severity"] = name_of(finding.severity);
  if (!finding.path.empty()) put(object, "path", finding.path);
  if (finding.line != 0) object["line"] = finding.line;
  put(object, "message", finding.message);
  put(object, "explanation", finding.explanation);
  object["fix"]["action"] = name_of(finding.fix.action);
  if (!finding.fix.text.empty()) put(object["fix"], "text", finding.fix.text);
  if (finding.files) object["files"] = *finding.files;
  if (finding.bytes) object["bytes"] = *finding.bytes;
  object["largest"] = largest_json(finding);
  return object;
}

}  // namespace

std::string to_json(std::span<const Finding> findings, const FindingsSource& source) {
  Value root;
  root["schema"] = 1;
  root["command"] = source.command;
  put(root, "directory", source.directory);
  put(root, "ignore_file", source.ignore_file);
  root["context"]["files"] = source.files;
  root["context"]["bytes"] = source.bytes;
  if (source.allowed) root["allowed"] = *source.allowed;
  root["findings"] = Value::array();
  for (const Finding& finding : findings) root["findings"].push_back(finding_json(finding));
  return root.dump(2);
}

}  // namespace tare
