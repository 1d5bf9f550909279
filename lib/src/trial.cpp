#include "trial.hpp"

#include <algorithm>
#include <utility>

namespace tare {
namespace {

bool is_larger(const Trial::Place& a, const Trial::Place& b) {
  if (a.tally.bytes != b.tally.bytes) return a.tally.bytes > b.tally.bytes;
  return a.name < b.name;
}

}  // namespace

Trial::Trial(const Matcher& lines, std::size_t most_places)
    : lines_(lines), most_places_(most_places), trail_(lines) {
  for (const Rule& rule : lines_.ignore_file().rules()) uses_.push_back({&rule, {}, 0, {}});
}

void Trial::include(const Entry& entry, std::uint64_t bytes) {
  const Verdict verdict = trail_.match(entry.name).verdict();
  if (!verdict.excluded) return;
  // Entries of one place follow each other.
  const std::string_view matched = entry.name.substr(0, verdict.reach);
  Use& use = uses_[static_cast<std::size_t>(verdict.rule - uses_.front().rule)];
  if (open_use_ != &use || open_.name != matched) {
    close_place();
    open_use_ = &use;
    open_ = {std::string(matched),
             entry.kind == Kind::directory || matched.size() < entry.name.size(),
             {}};
  }
  open_.tally.add(entry.kind, bytes);
}

void Trial::close_place() {
  if (open_use_ == nullptr) return;
  Use& use = *std::exchange(open_use_, nullptr);
  use.tally += open_.tally;
  ++use.places;
  const auto at = std::upper_bound(use.largest.begin(), use.largest.end(), open_, is_larger);
  use.largest.insert(at, std::move(open_));
  if (use.largest.size() > most_places_) use.largest.pop_back();
}

std::vector<Trial::Use> Trial::finish() {
  close_place();
  return std::move(uses_);
}

}  // namespace tare
