#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "json_input.hpp"
#include "json_parts.hpp"
#include "tare/digest.hpp"

// Entries take one line each, and a tree of them is never made: neither for writing nor for reading
// would there be a reason to hold a million of them twice.

namespace tare {
namespace {

using Json = json::Value;
using json::BadInput;
using json::Input;
using json::put;

constexpr std::array<const char*, 7> kKindNames{
    "file", "directory", "symlink", "fifo", "character_device", "block_device", "socket"};
constexpr std::array<const char*, 6> kReasons{"cached", "content", "text",
                                              "base",   "after",   "copies"};
constexpr std::array<const char*, 3> kChanges{"added", "removed", "changed"};

Json of(const ContextDigest::Stage& stage) {
  Json object = {{"line", stage.line}, {"reachable", stage.reachable}};
  put(object, "name", stage.name);
  put(object, "base", stage.base);
  if (stage.base_stage) object["base_stage"] = *stage.base_stage;
  return object;
}

Json of(const std::vector<EntryRange>& ranges) {
  Json runs = Json::array();
  for (const EntryRange& range : ranges) runs.push_back({range.begin, range.end});
  return runs;
}

Json of(const StepDigest& step, bool with_entries) {
  Json object = {{"stage", step.stage}, {"line", step.line}, {"instruction", name_of(step.kind)}};
  put(object, "text", step.text);
  object["key"] = step.key;
  if (!step.content.empty()) object["content"] = step.content;
  object["from_stages"] = step.from_stages;
  if (with_entries) object["entries"] = of(step.entries);
  return object;
}

Json of(const EntryDigest& entry) {
  Json object;
  put(object, "path", entry.name);
  object["kind"] = kKindNames.at(static_cast<std::size_t>(entry.kind));
  object["mode"] = entry.mode;
  if (entry.kind == Kind::file) object["bytes"] = entry.size;
  if (!entry.content.empty()) put(object, "content", entry.content);
  return object;
}

Json of(const std::vector<EntryChange>& changes) {
  Json list = Json::array();
  for (const EntryChange& change : changes) {
    Json& object = list.emplace_back();
    object["change"] = kChanges.at(static_cast<std::size_t>(change.what));
    put(object, "path", change.name);
  }
  return list;
}

Json of(const DigestChange& change) {
  Json object = {{"context", change.context}, {"needed", change.needed}, {"build", change.build}};
  object["entries"] = of(change.changes);
  object["steps"] = Json::array();
  for (const StepChange& step : change.steps) {
    Json& added = object["steps"].emplace_back();
    added["step"] = step.step;
    added["why"] = kReasons.at(static_cast<std::size_t>(step.why));
    if (step.cause) added["cause"] = *step.cause;
    if (!step.blame.empty()) added["blame"] = of(step.blame);
  }
  return object;
}

// Adds `"key": [...]`, an item a line.
template <typename Items, typename Make>
void add_list(std::string& text, const char* key, const Items& items, Make make) {
  text += fmt::format(",\n  \"{}\": [", key);
  const char* before = "\n    ";
  for (const auto& item : items) {
    text += before + make(item).dump();
    before = ",\n    ";
  }
  text += items.empty() ? "]" : "\n  ]";
}

// -- Reading ------------------------------------------------------------------------------------

class DigestJsonReader {
 public:
  [[nodiscard]] ContextDigest read(std::string_view text) {
    std::string section;
    const auto filter = [&](int depth, Input::parse_event_t event, Input& parsed) {
      if (depth == 1 && event == Input::parse_event_t::key) section = parsed.get<std::string>();
      if (depth != 2 || event != Input::parse_event_t::object_end || section != "entries")
        return true;
      digest_.entries.push_back(entry_of(parsed));
      return false;
    };
    const Input root = json::parse(text, filter);
    json::check_schema(root);
    const Input& context = part(root, "context");
    digest_.context = word(context, "digest");
    digest_.total = {number(context, "files"), number(context, "directories"),
                     number(context, "links"), number(context, "specials"),
                     number(context, "bytes")};
    if (root.contains("needed")) digest_.needed = word(root, "needed");
    if (root.contains("build")) digest_.build = word(root, "build");
    if (root.contains("target")) digest_.target = number(root, "target");
    for (const Input& stage : list(root, "stages")) add_stage(stage);
    if (digest_.build && digest_.target >= digest_.stages.size()) refuse("it lacks its target");
    for (const Input& step : list(root, "steps")) add_step(step);
    return std::move(digest_);
  }

 private:
  [[noreturn]] static void refuse(const std::string& reason) { throw BadInput(reason); }

  [[nodiscard]] static const Input& part(const Input& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end()) refuse(fmt::format("'{}' is missing", key));
    return *found;
  }

  [[nodiscard]] static std::string word(const Input& object, const char* key) {
    const std::optional<std::string> text =
        object.is_object() ? json::get(object, key) : std::nullopt;
    if (!text) refuse(fmt::format("'{}' has to be there and a text", key));
    return *text;
  }

  [[nodiscard]] static std::uint64_t number(const Input& object, const char* key) {
    return json::count_under(object, key);
  }

  // Of objects, unless `any`.
  [[nodiscard]] static const Input& list(const Input& object, const char* key, bool any = false) {
    static const Input kNone = Input::array();
    const auto found = object.find(key);
    if (found == object.end()) return kNone;
    const bool good = found->is_array() &&
                      (any || std::all_of(found->begin(), found->end(),
                                          [](const Input& item) { return item.is_object(); }));
    if (!good) refuse(fmt::format("'{}' is not what it should be", key));
    return *found;
  }

  [[nodiscard]] static EntryDigest entry_of(const Input& object) {
    EntryDigest entry;
    entry.name = word(object, "path");
    const std::string kind = word(object, "kind");
    const auto found = std::find(kKindNames.begin(), kKindNames.end(), kind);
    if (found == kKindNames.end()) refuse("an entry is of an unknown kind");
    entry.kind = static_cast<Kind>(found - kKindNames.begin());
    entry.mode = static_cast<std::uint32_t>(number(object, "mode"));
    if (entry.kind == Kind::file) entry.size = number(object, "bytes");
    entry.content = json::get(object, "content").value_or("");
    return entry;
  }

  void add_stage(const Input& object) {
    ContextDigest::Stage stage;
    stage.name = word(object, "name");
    stage.line = number(object, "line");
    stage.base = word(object, "base");
    const auto reachable = object.find("reachable");
    stage.reachable = reachable != object.end() && *reachable == true;
    if (object.contains("base_stage")) {
      stage.base_stage = number(object, "base_stage");
      if (*stage.base_stage >= digest_.stages.size()) refuse("a stage builds on a later one");
    }
    digest_.stages.push_back(std::move(stage));
  }

  void add_step(const Input& object) {
    StepDigest step;
    step.stage = number(object, "stage");
    const bool ascending = digest_.steps.empty() || digest_.steps.back().stage <= step.stage;
    if (!ascending || step.stage >= digest_.stages.size()) refuse("a step has no stage");
    step.stage_name = digest_.stages[step.stage].name;
    step.line = number(object, "line");
    step.kind = kind_of(word(object, "instruction"));
    step.text = word(object, "text");
    step.key = word(object, "key");
    step.content = json::get(object, "content").value_or("");
    for (const Input& from : list(object, "from_stages", true)) {
      if (!from.is_number_unsigned() || from >= step.stage)
        refuse("a step takes from a later stage");
      step.from_stages.push_back(from.get<std::size_t>());
    }
    for (const Input& run : list(object, "entries", true)) add_run(run, step.entries);
    digest_.steps.push_back(std::move(step));
  }

  [[nodiscard]] static Instruction::Kind kind_of(const std::string& name) {
    for (int i = 0; i <= static_cast<int>(Instruction::Kind::workdir); ++i) {
      if (name_of(static_cast<Instruction::Kind>(i)) == name) {
        return static_cast<Instruction::Kind>(i);
      }
    }
    refuse("an instruction is unknown");
  }

  void add_run(const Input& run, std::vector<EntryRange>& entries) const {
    const bool pair = run.is_array() && run.size() == 2 && run[0].is_number_unsigned() &&
                      run[1].is_number_unsigned();
    const std::uint32_t from = entries.empty() ? 0 : entries.back().end;
    if (!pair || run[0] < from || run[1] <= run[0] || run[1] > digest_.entries.size()) {
      refuse("a step takes entries that are not there");
    }
    entries.push_back({run[0].get<std::uint32_t>(), run[1].get<std::uint32_t>()});
  }

  ContextDigest digest_;
};

}  // namespace

std::string to_json(const ContextDigest& digest, const std::string& directory,
                    const DigestChange* change) {
  Json root;
  root["schema"] = 1;
  put(root, "directory", directory);
  const Tally& total = digest.total;
  root["context"] = {{"digest", digest.context},         {"files", total.files},
                     {"directories", total.directories}, {"links", total.links},
                     {"specials", total.specials},       {"bytes", total.bytes}};
  if (digest.needed) root["needed"] = *digest.needed;
  if (digest.build) {
    root["build"] = *digest.build;
    root["target"] = digest.target;
  }
  if (change != nullptr) root["change"] = of(*change);
  std::string text = root.dump(2);
  text.resize(text.size() - 2);  // the end of the object
  const bool with_entries = !digest.entries.empty();
  if (digest.build) {
    add_list(text, "stages", digest.stages, [](const auto& stage) { return of(stage); });
    add_list(text, "steps", digest.steps, [&](const auto& step) { return of(step, with_entries); });
  }
  if (with_entries) {
    add_list(text, "entries", digest.entries, [](const auto& entry) { return of(entry); });
  }
  return text + "\n}";
}

ContextDigest digest_of_json(std::string_view json, const std::string& file) {
  try {
    return DigestJsonReader().read(json);
  } catch (const BadInput& bad) {
    throw Error(Fault::usage, file,
                fmt::format("is no saved digest: {}; make one with --save", bad.what()));
  }
}

}  // namespace tare
