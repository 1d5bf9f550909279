#include "digest_plan.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "inventory_items.hpp"

// What a build needs is found by a walk of its own, which reads only the directories where that can
// be. Links lead to parts of the tree that no single walk could know before it has come there.

namespace tare {
namespace {

class Collecting : public Visitor {
 public:
  explicit Collecting(MetNames& names) : names_(names) {}
  Next include(const Entry& entry) override {
    names_.add(entry.name);
    return Next::go_on;
  }

 private:
  MetNames& names_;
};

// What becomes of a source besides names: a mount of type tmpfs asks for it and shows none of it.
std::optional<Membership::Set> set_for(const Context& context, const BuildStep& step) {
  Membership::Set set;
  bool any = false;
  for (const BuildStep::Source& source : step.sources) {
    if (source.use == BuildStep::Use::tmpfs) continue;
    any = true;
    std::vector<std::string> roots = roots_of(context, source);
    set.roots.insert(set.roots.end(), std::make_move_iterator(roots.begin()),
                     std::make_move_iterator(roots.end()));
  }
  if (!any) return std::nullopt;
  set.excludes = step.excludes;
  return set;
}

bool takes_everything(const Membership::Set& set) {
  return set.excludes.empty() &&
         std::find(set.roots.begin(), set.roots.end(), "") != set.roots.end();
}

}  // namespace

void MetNames::add(std::string_view name) {
  names_ += name;
  ends_.push_back(names_.size());
}

std::string_view MetNames::at(std::size_t index) const {
  const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
  return std::string_view(names_).substr(begin, ends_[index] - begin);
}

bool MetNames::meet(std::string_view name) {
  // Those that are gone by now are passed over.
  while (next_ < ends_.size() && comes_before(at(next_), name)) ++next_;
  if (next_ == ends_.size() || at(next_) != name) return false;
  ++next_;
  return true;
}

DigestPlan::DigestPlan(const Context& context, const BuildPlan* plan, const WalkOptions& options)
    : has_plan_(plan != nullptr), sets_(has_plan_ ? kNeeded + 1 : kContext + 1) {
  if (plan == nullptr) return;
  const bool classic = context.matcher().dialect() == Dialect::classic;
  if (plan->requested() && context.narrowing() == nullptr && !classic) {
    all_needed_ = false;
    Collecting collecting(needed_);
    WalkOptions names;
    names.threads = options.threads;
    walk(context.narrowed(*plan), names, collecting);
  }
  std::vector<Membership::Set> sets;
  // Instructions that take the same share a set: a Dockerfile may have any number of them.
  std::map<std::pair<std::vector<std::string>, std::vector<std::string>>, std::uint32_t> known;
  for (const PlannedStage& stage : plan->stages()) {
    std::vector<std::optional<std::uint32_t>>& of_stage = of_steps_.emplace_back();
    for (const BuildStep& step : stage.steps) {
      std::optional<Membership::Set> set = set_for(context, step);
      if (!set) {
        of_stage.emplace_back();
        continue;
      }
      const bool everything = takes_everything(*set);
      if (everything) set->roots = {""};
      const auto [place, fresh] = known.try_emplace({set->roots, set->excludes}, sets_);
      of_stage.emplace_back(place->second);
      if (!fresh) continue;
      if (everything) {
        everything_.push_back(sets_++);
        continue;
      }
      sets.push_back(std::move(*set));
      asked_.push_back(sets_++);
    }
  }
  if (!sets.empty()) membership_.emplace(sets);
}

std::uint32_t DigestPlan::sets() const noexcept { return sets_; }

std::optional<std::uint32_t> DigestPlan::set_of(std::size_t stage, std::size_t step) const {
  return of_steps_.at(stage).at(step);
}

std::span<const std::uint32_t> DigestPlan::sets_of(const Entry& entry) {
  found_.assign(1, kContext);
  // A builder gets these besides, and no instruction does.
  if (!has_plan_ || entry.reason == Entry::Reason::build) return found_;
  if (all_needed_ || needed_.meet(entry.name)) found_.push_back(kNeeded);
  found_.insert(found_.end(), everything_.begin(), everything_.end());
  if (membership_) {
    for (const std::uint32_t set : membership_->of(entry.name, entry.kind)) {
      found_.push_back(asked_[set]);
    }
  }
  return found_;
}

}  // namespace tare
