#include "accounting.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tare {
Accounting::Accounting(const Context& context, const ReportOptions& options, SizeLater size_later)
    : context_(context), options_(options), size_later_(std::move(size_later)) {
  report_.matcher = context.matcher();
  report_.narrowed = context.narrowing() != nullptr;
  report_.measured = report_.complete = options.measure;
  for (const Rule& rule : report_.matcher.ignore_file().rules()) {
    report_.rules.push_back({&rule, {}, 0});
  }
  if (options.tree_nodes != 0) tree_.emplace(options.tree_nodes);
}

WalkOptions Accounting::walk_options(const ReportOptions& options) {
  WalkOptions walk;
  walk.include_build_files = !options.context_only;
  walk.every_decision = options.measure;
  walk.included_status = options.choose ? StatusOf::everything : StatusOf::files;
  walk.excluded_status = options.measure ? StatusOf::files : StatusOf::nothing;
  walk.threads = options.threads;
  walk.keep_going = options.keep_going;
  walk.choose = options.choose;
  walk.stop = options.stop;
  walk.progress = options.progress;
  return walk;
}

void Accounting::include(const Entry& entry) {
  FileStatus counted;
  counted.kind = entry.kind;
  if (entry.kind == Kind::file) counted = *entry.status;
  if (counted.kind == Kind::file && counted.links > 1 && !counted_.insert(counted.id).second) {
    counted.size = 0;
  }
  report_.context.add(counted);
  if (tree_ && counted.kind == Kind::file) tree_->add(entry.name, counted.size, nullptr);
  for (ReportObserver* observer : options_.observers) {
    observer->include(entry, counted.kind == Kind::file ? counted.size : 0);
  }
  note_repetition(entry);
  if (entry.reason == Entry::Reason::build) {
    report_.build_files.push_back({std::string(entry.name), entry.verdict.rule, counted.size});
  } else if (entry.reason == Entry::Reason::rules && entry.verdict.rule != nullptr) {
    use_of(entry.verdict.rule).tally.add(counted);
  }
}

void Accounting::exclude(const Entry& entry, Visitor::Extent extent) {
  for (ReportObserver* observer : options_.observers) observer->exclude(entry, extent);
  note_repetition(entry);
  leave_out(entry, extent, place_of(entry));
}

void Accounting::pass_over(const Entry& entry, Visitor::Extent extent) {
  for (ReportObserver* observer : options_.observers) observer->pass_over(entry, extent);
  leave_out(entry, extent, unneeded_place_of(entry));
}

// A tree of sizes shows what the rules exclude, and not what is not needed.
void Accounting::leave_out(const Entry& entry, Visitor::Extent extent, std::size_t place) {
  const bool in_tree = tree_.has_value() && entry.verdict.excluded;
  FileStatus status;
  status.kind = entry.kind;
  if (options_.measure && entry.kind == Kind::directory) {
    if (extent == Visitor::Extent::whole_unread) {
      size_later_(entry.name, place, in_tree ? tree_->directory_of(entry.name) : nullptr);
    }
  } else if (options_.measure && entry.kind == Kind::file) {
    if (!is_measured(entry, place)) return;
    status = *entry.status;
  }
  if (status.kind == Kind::file && status.links > 1) {
    linked_.push_back({place, status.id, status.size,
                       in_tree ? tree_->add_link(entry.name, status.size) : nullptr});
    status.size = 0;
  } else if (in_tree && status.kind == Kind::file && options_.measure) {
    tree_->add(entry.name, status.size, entry.verdict.rule);
  }
  report_.places[place].tally.add(status);
}

bool Accounting::is_measured(const Entry& entry, std::size_t place) {
  if (entry.status != nullptr) return true;
  report_.places[place].complete = false;
  if (options_.diagnose) {
    options_.diagnose({Diagnostic::Severity::warning, context_.path_of(entry.name),
                       "cannot be measured; the bytes that are left out are a lower bound",
                       entry.status_error});
  }
  return false;
}

std::size_t Accounting::place_of(const Entry& entry) {
  const Rule* rule = entry.verdict.rule;
  const std::string_view matched = entry.name.substr(0, entry.verdict.reach);
  if (entry.kind == Kind::directory || matched.size() < entry.name.size()) {
    const auto [found, fresh] = directory_places_.try_emplace(std::string(matched), 0);
    if (fresh) found->second = new_place(Place::Kind::directory, matched, rule);
    return found->second;
  }
  return place_of_single(entry, rule);
}

std::size_t Accounting::unneeded_place_of(const Entry& entry) {
  if (entry.kind != Kind::directory) return place_of_single(entry, nullptr);
  return new_place(Place::Kind::directory, entry.name, nullptr);
}

// Those of one rule are counted together, unless each is asked for.
std::size_t Accounting::place_of_single(const Entry& entry, const Rule* rule) {
  if (options_.each_entry) return new_place(Place::Kind::entry, entry.name, rule);
  const auto [found, fresh] = groups_.try_emplace(rule, 0);
  if (fresh) {
    found->second = new_place(Place::Kind::entry, entry.name, rule);
    return found->second;
  }
  Place& group = report_.places[found->second];
  group.kind = Place::Kind::group;
  group.name.clear();
  return found->second;
}

std::size_t Accounting::new_place(Place::Kind kind, std::string_view name, const Rule* rule) {
  report_.places.push_back({kind, std::string(name), rule, {}, true});
  return report_.places.size() - 1;
}

RuleUse& Accounting::use_of(const Rule* rule) {
  return report_.rules[static_cast<std::size_t>(rule - report_.rules.front().rule)];
}

void Accounting::note_repetition(const Entry& entry) {
  if (entry.verdict.repeated_by != nullptr) ++use_of(entry.verdict.repeated_by).repeated;
}

void Accounting::add(const Sizes& sizes) {
  for (const auto& [place, tally] : sizes.tallies) report_.places[place].tally += tally;
  for (const std::size_t place : sizes.incomplete) report_.places[place].complete = false;
  linked_.insert(linked_.end(), sizes.linked.begin(), sizes.linked.end());
  for (const auto& parts : sizes.trees) {
    tree_->add(*parts, [this](std::size_t place) { return report_.places[place].rule; });
  }
  if (!options_.diagnose) return;
  for (const Diagnostic& diagnostic : sizes.diagnostics) options_.diagnose(diagnostic);
}

// Within a place any name will do for its sum, but a tree shows which one has the bytes.
void Accounting::count_linked() {
  if (tree_) {
    const auto not_in_tree =
        std::stable_partition(linked_.begin(), linked_.end(),
                              [](const LinkedFile& file) { return file.in_tree != nullptr; });
    tree_->sort_links({linked_.begin(), not_in_tree});
  }
  std::stable_sort(linked_.begin(), linked_.end(),
                   [](const LinkedFile& a, const LinkedFile& b) { return a.place < b.place; });
  for (const LinkedFile& file : linked_) {
    if (!counted_.insert(file.id).second) continue;
    Place& place = report_.places[file.place];
    place.tally.bytes += file.bytes;
    if (file.in_tree != nullptr) tree_->count_link(*file.in_tree, file.bytes, place.rule);
  }
}

// Places without a rule are what is not needed; sizing takes one numbering for both.
void Accounting::split_places() {
  const auto unneeded =
      std::stable_partition(report_.places.begin(), report_.places.end(),
                            [](const Place& place) { return place.rule != nullptr; });
  report_.unneeded_places.assign(std::move_iterator(unneeded),
                                 std::move_iterator(report_.places.end()));
  report_.places.erase(unneeded, report_.places.end());
  for (std::vector<Place>* places : {&report_.places, &report_.unneeded_places}) {
    std::sort(places->begin(), places->end(), [](const Place& a, const Place& b) {
      if (a.tally.bytes != b.tally.bytes) return a.tally.bytes > b.tally.bytes;
      return a.name != b.name ? a.name < b.name : a.rule < b.rule;
    });
  }
}

Report Accounting::finish(const Sizes& sizes, const WalkCount& count) {
  report_.directories_read = count.directories_read;
  report_.missing = count.missing;
  add(sizes);
  count_linked();
  if (tree_) report_.tree = tree_->finish();
  for (const Place& place : report_.places) {
    if (!place.complete) report_.complete = false;
    if (place.rule == nullptr) {
      report_.unneeded += place.tally;
    } else {
      report_.excluded += place.tally;
      use_of(place.rule).tally += place.tally;
    }
  }
  split_places();
  return std::move(report_);
}

}  // namespace tare
