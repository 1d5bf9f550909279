#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tare/api.hpp"
#include "tare/context.hpp"
#include "tare/matcher.hpp"

namespace TARE_API tare {

/// What one rule did on the way to the answer for a name.
struct Step {
  enum class Effect {
    excluded,      ///< turned the verdict to excluded
    brought_back,  ///< an exception that turned it to included
    repeated,      ///< agreed with the verdict that was there already, and decided nothing
    overruled,     ///< came too late: a rule further down in the file had decided for a directory
                   ///< above
    lost,          ///< would have turned the verdict around, but Docker never looks there
  };

  const Rule* rule = nullptr;
  /// Length of the leading part of the name that the rule matched: the name or a directory above.
  std::size_t reach = 0;
  Effect effect = Effect::repeated;
};

/// Why one name is sent, or is not. Its rules live as long as the matcher or a copy of it.
struct Explanation {
  std::string name;
  /// Whether the name is missing from what is sent: its verdict excludes it, or it lies in a
  /// directory that Docker never enters. An excluded directory that BuildKit lists for the sake of
  /// something below it counts as excluded, too.
  bool excluded = false;
  /// The rule that decided: the last one that changed the verdict, of the directory never entered
  /// if there is one. Null when the name is included by default.
  const Rule* rule = nullptr;
  /// Length of the leading part of the name that `rule` matched; 0 without a rule.
  std::size_t reach = 0;
  /// Length of the leading part of the name that is the topmost excluded directory that Docker
  /// does not look into, whatever exceptions say about what lies below; 0 when there is none.
  std::size_t never_entered = 0;
  /// Length of the leading part of the name that is the innermost excluded directory that Docker
  /// does look into, for the sake of exceptions (`entered_for`); 0 when there is none.
  std::size_t entered = 0;
  /// Excluded, and sent all the same, since a builder needs it (Context::build_files).
  bool sent_for_builder = false;
  /// Every rule that matches the name or a directory above it, from the topmost directory down, in
  /// the order of the file for each. A rule that decides nothing is told once.
  std::vector<Step> steps;
};

/// Explains `name`, which need not exist; the empty name is the context itself. Whether a builder
/// needs it is beyond a matcher.
[[nodiscard]] Explanation explain(const Matcher& matcher, std::string_view name);

/// The same for a name in `context`, build files considered.
[[nodiscard]] Explanation explain(const Context& context, std::string_view name);

/// The exceptions for which Docker looks into the excluded directory `name`, in order, each one
/// reason enough; none when it does not. Looks at every exception anew, so it is not for walks.
[[nodiscard]] std::vector<const Rule*> entered_for(const Matcher& matcher, std::string_view name);

/// Writes explanations as one JSON document of schema 1 (share/tare/schema/why.schema.json), each
/// as it comes, so that their number is not bounded by memory.
class ExplanationWriter {
 public:
  using Output = std::function<void(std::string_view)>;

  /// Begins the document. What `output` throws reaches the caller.
  ExplanationWriter(const Matcher& matcher, Output output);
  void write(const Explanation& explanation);
  /// Ends the document, which is no valid JSON before. To be called once.
  void finish();

 private:
  Output output_;
  bool first_ = true;
};

/// The same document as a whole.
[[nodiscard]] std::string to_json(std::span<const Explanation> explanations,
                                  const Matcher& matcher);

}  // namespace tare
