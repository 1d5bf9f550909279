// Lines at the end of an ignore file have the last word, so what `**/NAME` would save is all that
// lies in the places of that name. Three things make it less simple. A name that is a suspect in
// the company of another file only is known to be one when its directory has been read, so a place
// is a candidate first. Places lie in each other: what a sure one holds is its own, while a sure
// one in an unsure one stands for itself, since its line is good without the other. And a line that
// would also match something that is no suspect, or that an exception asks for by name, is replaced
// by lines that spell out the places.

#include "suspects.hpp"

#include <algorithm>
#include <utility>

#include "literal_line.hpp"
#include "name_parts.hpp"
#include "tare/printable.hpp"

namespace tare {
namespace {

const Suspect& suspect(int index) { return suspect_list()[static_cast<std::size_t>(index)]; }

Contributor contributor(std::string name, bool directory, const Tally& tally, std::string line) {
  if (directory) name += '/';
  return {std::move(name), tally.files, tally.bytes, std::move(line)};
}

}  // namespace

Suspects::Suspects(std::vector<std::string> kept) : kept_(std::move(kept)), levels_(1) {}

void Suspects::include(const Entry& entry, std::uint64_t bytes) {
  const bool directory = entry.kind == Kind::directory;
  branch_.go_to(
      directory ? entry.name : parent_of(entry.name), [this](std::string_view) { leave(); },
      [this](std::string_view name) { enter(name); });
  if (is_kept(entry)) return;
  if (directory) {
    count(entry, bytes);
    return;
  }
  const std::string_view base = base_of(entry.name);
  const auto [found, conditions] = index_.find(entry.name, base);
  levels_.back().conditions |= conditions;
  if (found < 0) {
    count(entry, bytes);
    return;
  }
  open_.push_back({found, {std::string(entry.name), false, {}}, {}, false});
  count(entry, bytes);
  Candidate file = std::move(open_.back());
  open_.pop_back();
  settle(std::move(file), !suspect(found).conditional());
}

bool Suspects::is_kept(const Entry& entry) const {
  return entry.reason == Entry::Reason::build ||
         (entry.kind == Kind::file &&
          std::find(kept_.begin(), kept_.end(), entry.name) != kept_.end());
}

void Suspects::count(const Entry& entry, std::uint64_t bytes) {
  if (open_.empty()) return;
  open_.back().place.tally.add(entry.kind, bytes);
  note_exception(entry);
}

// `!dist/app.js` asks for something in `dist`, `!**/*.js` and `!src` do not.
void Suspects::note_exception(const Entry& entry) {
  const Verdict& verdict = entry.verdict;
  if (verdict.excluded) return;
  const auto asks_for = [](const Rule* rule, std::string_view name) {
    return rule != nullptr && rule->pattern.find(base_of(name)) != std::string::npos;
  };
  for (Candidate& candidate : open_) {
    const std::string& name = candidate.place.name;
    candidate.wanted |= (verdict.reach >= name.size() && asks_for(verdict.rule, name)) ||
                        asks_for(verdict.repeated_by, name);
  }
}

void Suspects::enter(std::string_view directory) {
  const int found = index_.find(directory, base_of(directory)).suspect;
  levels_.push_back({0, found >= 0, {}});
  if (found >= 0) open_.push_back({found, {std::string(directory), true, {}}, {}, false});
}

void Suspects::leave() {
  Level& level = levels_.back();
  for (Candidate& candidate : level.waiting) {
    const bool confirmed = (level.conditions & index_.condition_of(candidate.suspect)) != 0;
    settle(std::move(candidate), confirmed);
  }
  const bool was_candidate = level.candidate;
  const std::uint64_t conditions = level.conditions;
  levels_.pop_back();
  if (!was_candidate) return;
  Candidate candidate = std::move(open_.back());
  open_.pop_back();
  const Suspect& that = suspect(candidate.suspect);
  if (!that.beside.empty()) {
    levels_.back().waiting.push_back(std::move(candidate));
  } else {
    const bool confirmed =
        that.inside.empty() || (conditions & index_.condition_of(candidate.suspect)) != 0;
    settle(std::move(candidate), confirmed);
  }
}

void Suspects::settle(Candidate candidate, bool confirmed) {
  Uses& uses = open_.empty() ? uses_ : open_.back().inside;
  if (!confirmed || candidate.wanted) {
    use_of(uses, candidate.suspect).elsewhere = true;
    for (Use& use : candidate.inside) merge(uses, std::move(use));
    if (!open_.empty()) open_.back().place.tally += candidate.place.tally;
    return;
  }
  const bool sure = suspect(candidate.suspect).sure;
  for (Use& use : candidate.inside) {
    if (sure || !suspect(use.suspect).sure) {
      candidate.place.tally += use.tally;
    } else {
      merge(uses, std::move(use));
    }
  }
  book(use_of(uses, candidate.suspect), std::move(candidate.place));
}

Suspects::Use& Suspects::use_of(Uses& uses, int suspect) {
  const auto found = std::find_if(uses.begin(), uses.end(),
                                  [&](const Use& use) { return use.suspect == suspect; });
  if (found != uses.end()) return *found;
  uses.push_back({suspect, {}, 0, false, false, {}});
  return uses.back();
}

void Suspects::book(Use& use, Place place) {
  const auto slashes = [](std::string_view text) {
    return std::count(text.begin(), text.end(), '/');
  };
  use.tally += place.tally;
  ++use.places;
  if (slashes(place.name) != slashes(suspect(use.suspect).pattern)) use.below_root = true;
  const auto at = std::upper_bound(
      use.largest.begin(), use.largest.end(), place, [](const Place& a, const Place& b) {
        return a.tally.bytes != b.tally.bytes ? a.tally.bytes > b.tally.bytes : a.name < b.name;
      });
  if (at == use.largest.end() && use.largest.size() == kMostPlaces) return;
  use.largest.insert(at, std::move(place));
  if (use.largest.size() > kMostPlaces) use.largest.pop_back();
}

void Suspects::merge(Uses& into, Use use) {
  Use& other = use_of(into, use.suspect);
  const std::uint64_t places = other.places + use.places;
  const Tally sum = (other.tally += use.tally);
  for (Place& place : use.largest) book(other, std::move(place));
  other.places = places;
  other.tally = sum;
  other.below_root |= use.below_root;
  other.elsewhere |= use.elsewhere;
}

void Suspects::add_suggestions(std::vector<Suggestion>& all, Use use) {
  const Suspect& that = suspect(use.suspect);
  if (use.tally.bytes == 0) return;
  if (!use.elsewhere) {
    const std::string line = (use.below_root ? "**/" : "") + std::string(that.pattern);
    all.push_back({line, that.group, that.what, that.sure, use.tally, use.places, {}});
    for (Place& place : use.largest) {
      all.back().largest.push_back(
          contributor(std::move(place.name), place.directory, place.tally, line));
    }
    return;
  }
  for (Place& place : use.largest) {
    const std::optional<std::string> line = literal_line(place.name);
    // What cannot be shown as it is cannot be copied into a file.
    if (!line || printable(*line) != *line || place.tally.bytes == 0) continue;
    all.push_back({*line, that.group, that.what, that.sure, place.tally, 1, {}});
    all.back().largest.push_back(
        contributor(std::move(place.name), place.directory, place.tally, *line));
  }
}

std::vector<Suggestion> Suspects::finish() {
  branch_.go_to(
      "", [this](std::string_view) { leave(); }, [](std::string_view) {});
  for (Candidate& candidate : std::exchange(levels_.front().waiting, {})) {
    const bool confirmed =
        (levels_.front().conditions & index_.condition_of(candidate.suspect)) != 0;
    settle(std::move(candidate), confirmed);
  }
  std::vector<Suggestion> all;
  for (Use& use : uses_) add_suggestions(all, std::move(use));
  std::sort(all.begin(), all.end(), [](const Suggestion& a, const Suggestion& b) {
    if (a.sure != b.sure) return a.sure;
    if (a.tally.bytes != b.tally.bytes) return a.tally.bytes > b.tally.bytes;
    return a.line < b.line;
  });
  return all;
}

}  // namespace tare
