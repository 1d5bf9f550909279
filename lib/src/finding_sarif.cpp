#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "json_parts.hpp"
#include "tare/figures.hpp"
#include "tare/finding.hpp"
#include "tare/printable.hpp"
#include "tare/version.hpp"
#include "utf8.hpp"

// SARIF is text throughout: messages are made printable, and paths become URI references, in which
// any byte can be told.

namespace tare {
namespace {

using json::Value;

constexpr const char* kSchema = "https://json.schemastore.org/sarif-2.1.0.json";

bool stays_in_uri(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         std::string_view("-._~/").find(c) != std::string_view::npos;
}

std::string uri_of(std::string_view path) {
  while (path.size() > 2 && path.substr(0, 2) == "./") path.remove_prefix(2);
  std::string uri = path.substr(0, 1) == "/" ? "file://" : "";
  for (const char c : path) {
    if (stays_in_uri(c)) {
      uri += c;
    } else {
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return uri;
}

Value message_with(std::string_view text) {
  Value message;
  message["text"] = printable(text);
  return message;
}

// Stable for one finding while lines move and figures change. FNV-1a.
std::string fingerprint(const Finding& finding) {
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (const std::string* part : {&finding.id, &finding.path, &finding.fix.text}) {
    for (const char c : *part + '\0') {
      hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
    }
  }
  return fmt::format("{:016x}", hash);
}

std::string message_of(const Finding& finding) {
  std::string text = printable(finding.message);
  const std::string fix = text_of(finding.fix);
  if (!fix.empty()) text += "\n" + fix;
  for (const Contributor& each : finding.largest) {
    text += fmt::format("\n{} in {}: {}", size_text(each.bytes),
                        count_of(each.files, "file", "files"), printable(each.name));
    if (!each.line_to_add.empty()) text += "; add: " + printable(each.line_to_add);
  }
  return text;
}

// Only what changes one line that is there: where a file ends, and whether with a newline, is not
// known here.
bool is_edit(const Finding& finding) {
  return finding.line != 0 &&
         (finding.fix.action == Fix::Action::replace || finding.fix.action == Fix::Action::remove);
}

Value fix_of(const Finding& finding) {
  Value replacement;
  Value& region = replacement["deletedRegion"];
  region["startLine"] = finding.line;
  if (finding.fix.action == Fix::Action::remove) {
    region["startColumn"] = 1;
    region["endLine"] = finding.line + 1;
    region["endColumn"] = 1;
  } else if (utf8::valid(finding.fix.text)) {
    replacement["insertedContent"]["text"] = finding.fix.text;
  } else {
    replacement["insertedContent"]["binary"] = json::base64(finding.fix.text);
  }
  Value change;
  change["artifactLocation"]["uri"] = uri_of(finding.path);
  change["replacements"].push_back(std::move(replacement));
  Value fix;
  fix["description"]["text"] = text_of(finding.fix);
  fix["artifactChanges"].push_back(std::move(change));
  return fix;
}

// What a run says about itself, a rule for each identifier among its findings.
class Run {
 public:
  explicit Run(const FindingsSource& source) : source_(source) {}

  void add(const Finding& finding) {
    Value result;
    result["ruleId"] = finding.id;
    result["ruleIndex"] = rule_of(finding);
    result["level"] = name_of(finding.severity);
    result["message"]["text"] = message_of(finding);
    const Annotation place = annotation_of(finding, source_);
    Value location;
    location["physicalLocation"]["artifactLocation"]["uri"] = uri_of(place.path);
    location["physicalLocation"]["region"]["startLine"] = place.line;
    result["locations"].push_back(std::move(location));
    const std::string print = fingerprint(finding);
    result["partialFingerprints"]["tareFinding/v1"] = fmt::format("{}:{}", print, ++seen_[print]);
    if (is_edit(finding)) result["fixes"].push_back(fix_of(finding));
    if (finding.files) result["properties"]["files"] = *finding.files;
    if (finding.bytes) result["properties"]["bytes"] = *finding.bytes;
    results_.push_back(std::move(result));
  }

  [[nodiscard]] Value finish() {
    Value run;
    Value& driver = run["tool"]["driver"];
    driver["name"] = "tare";
    driver["version"] = kVersion;
    driver["semanticVersion"] = kVersion;
    driver["rules"] = std::move(rules_);
    run["automationDetails"]["id"] = fmt::format("tare {}/", source_.command);
    run["results"] = std::move(results_);
    return run;
  }

 private:
  std::size_t rule_of(const Finding& finding) {
    const auto [found, fresh] = rule_indices_.try_emplace(finding.id, rules_.size());
    if (fresh) {
      Value rule;
      rule["id"] = finding.id;
      rule["shortDescription"] = message_with(finding.explanation);
      rule["help"] = message_with(finding.explanation);
      rule["defaultConfiguration"]["level"] = name_of(finding.severity);
      rules_.push_back(std::move(rule));
    }
    return found->second;
  }

  const FindingsSource& source_;
  Value rules_ = Value::array();
  Value results_ = Value::array();
  std::map<std::string, std::size_t> rule_indices_;
  std::map<std::string, std::size_t> seen_;  // findings that have nothing else to tell them apart
};

}  // namespace

std::string to_sarif(std::span<const Finding> findings, const FindingsSource& source) {
  Run run(source);
  for (const Finding& finding : findings) run.add(finding);
  Value log;
  log["$schema"] = kSchema;
  log["version"] = "2.1.0";
  log["runs"].push_back(run.finish());
  return log.dump(2);
}

}  // namespace tare
