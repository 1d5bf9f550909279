#include "compiled_rules.hpp"

#include <optional>
#include <utility>

#include "expression.hpp"
#include "pieces.hpp"

namespace tare {

CompiledRules::CompiledRules(IgnoreFile file)
    : ignore_file_(std::move(file)),
      automaton_(compile()),
      buildkit_(ignore_file_.rules(), Dialect::buildkit),
      classic_(ignore_file_.rules(), Dialect::classic) {}

Automaton CompiledRules::compile() {
  std::vector<ModelledRule> modelled;
  std::vector<RuneSet> classes;
  const std::vector<Rule>& rules = ignore_file_.rules();
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const auto index = static_cast<int>(i);
    Expression expression = translate(rules[i].pattern);
    if (std::optional<Pieces> pieces = pieces_of(expression, classes)) {
      modelled.push_back({index, rules[i].exception, std::move(*pieces)});
    } else {
      slow_rules_.add(rules[i], index, std::move(expression));
    }
  }
  slow_rules_.compile();
  return Automaton(modelled, classes);
}

}  // namespace tare
