#include "opening.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "descent.hpp"
#include "pieces.hpp"

// What an exception E brings back first, below an excluded directory, E matches itself; and it
// matches nothing above that in the directories on the way down, or these would be back already. So
// E needs only the directories above the shortest names that it matches. Where these are the
// literal beginning of its text, its text opens them.

namespace tare {
namespace {

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool is_modelled(const Rule& rule) {
  std::vector<RuneSet> classes;
  return pieces_of(translate(rule.pattern), classes).has_value();
}

bool opens_its_own(const Rule& rule, Dialect dialect, bool everywhere) {
  if (everywhere) return true;
  if (!is_modelled(rule)) return false;
  const std::string_view text = rule.pattern;
  // BuildKit opens `a` for `a/*/**`, and needs `a/x`.
  if (dialect == Dialect::buildkit) return !ends_with(text, "/*/**");
  constexpr std::string_view kMeta = "*?[]\\^{|}";
  const std::size_t slash = text.rfind('/');
  const std::size_t last = slash == std::string_view::npos ? 0 : slash + 1;
  if (text.substr(0, last).find_first_of(kMeta) != std::string_view::npos) return false;
  const std::string_view base = text.substr(last);
  if (base == "**") return true;
  return base.find_first_of("[]\\^{|}") == std::string_view::npos &&
         base.find("**") == std::string_view::npos;
}

}  // namespace

Opening::Opening(const std::vector<Rule>& rules, Dialect dialect) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (!rules[i].exception) continue;
    const Descent descent({rules[i]}, dialect);
    Exception exception;
    exception.everywhere = descent.enters_everywhere();
    exception.directories.assign(descent.directories().begin(), descent.directories().end());
    exception.opens_its_own = opens_its_own(rules[i], dialect, exception.everywhere);
    everywhere_ += exception.everywhere ? 1 : 0;
    dependent_ += exception.opens_its_own ? 0 : 1;
    for (const std::string& directory : exception.directories) ++opened_[directory];
    exceptions_.emplace(i, std::move(exception));
  }
}

bool Opening::can_go(std::size_t rule) const {
  const Exception& exception = exceptions_.at(rule);
  if (everywhere_ > (exception.everywhere ? 1U : 0U)) return true;
  // An exception that needs everything to be open is missing with this one.
  if (dependent_ == (exception.opens_its_own ? 0U : 1U)) return true;
  return !exception.everywhere &&
         std::all_of(exception.directories.begin(), exception.directories.end(),
                     [&](const std::string& directory) { return opened_.at(directory) > 1; });
}

void Opening::take_out(std::size_t rule) {
  const Exception& exception = exceptions_.at(rule);
  everywhere_ -= exception.everywhere ? 1 : 0;
  for (const std::string& directory : exception.directories) --opened_[directory];
}

}  // namespace tare
