#include "tare/explain.hpp"

#include <algorithm>
#include <utility>

#include "descent.hpp"

// Goes down the name as a walk would, and past the point where Docker turns back, so that it can
// tell what the rules would have done from there on. The verdict follows the lemma in engine.cpp,
// from the rules that match each part of the name.

namespace tare {
namespace {

class Descending {
 public:
  explicit Descending(Explanation& result) : result_(result) {}

  // Takes the rules that match the leading part of the name of length `size`.
  void take(const std::vector<const Rule*>& matching, std::size_t size) {
    const Verdict parent = verdict_;
    for (const Rule* rule : matching) {
      const bool repeats = verdict_.excluded != rule->exception;
      const bool overruled = parent.rule != nullptr && rule <= parent.rule;
      if (repeats || overruled) {
        note(rule, size, repeats ? Step::Effect::repeated : Step::Effect::overruled);
      } else {
        verdict_ = {!rule->exception, rule, size};
        result_.steps.push_back({rule, size, effect_of(*rule)});
      }
    }
    if (result_.never_entered == 0) answer();
  }

  // The verdict on the directory just taken stands for all below it if Docker does not enter it.
  void enter(const Matcher& matcher, std::string_view directory) {
    if (!verdict_.excluded || result_.never_entered != 0) return;
    (matcher.enters(directory) ? result_.entered : result_.never_entered) = directory.size();
  }

 private:
  void answer() {
    result_.excluded = verdict_.excluded;
    result_.rule = verdict_.rule;
    result_.reach = verdict_.reach;
  }

  [[nodiscard]] Step::Effect effect_of(const Rule& rule) const {
    if (result_.never_entered != 0) return Step::Effect::lost;
    return rule.exception ? Step::Effect::brought_back : Step::Effect::excluded;
  }

  // A pattern such as `a/**` matches every directory on the way down; saying so once is enough.
  void note(const Rule* rule, std::size_t size, Step::Effect effect) {
    const bool told =
        std::any_of(result_.steps.begin(), result_.steps.end(),
                    [&](const Step& step) { return step.rule == rule && step.effect == effect; });
    if (!told && rule != verdict_.rule) result_.steps.push_back({rule, size, effect});
  }

  Explanation& result_;
  Verdict verdict_;  // by the rules alone
};

}  // namespace

Explanation explain(const Matcher& matcher, std::string_view name) {
  Explanation result;
  result.name = name;
  if (name.empty()) return result;
  Descending descending(result);
  for (std::size_t end = name.find('/'); end != std::string_view::npos;
       end = name.find('/', end + 1)) {
    const std::string_view directory = name.substr(0, end);
    descending.take(matcher.matching(directory), end);
    descending.enter(matcher, directory);
  }
  descending.take(matcher.matching(name), name.size());
  return result;
}

Explanation explain(const Context& context, std::string_view name) {
  Explanation result = explain(context.matcher(), name);
  const std::vector<std::string>& needed = context.build_files();
  result.sent_for_builder =
      result.excluded && std::binary_search(needed.begin(), needed.end(), name);
  return result;
}

std::vector<const Rule*> entered_for(const Matcher& matcher, std::string_view name) {
  std::vector<const Rule*> found;
  for (const Rule& rule : matcher.ignore_file().rules()) {
    if (Descent({rule}, matcher.dialect()).enters(name)) found.push_back(&rule);
  }
  return found;
}

}  // namespace tare
