#include "teller.hpp"

#include <utility>

#include "tare/error.hpp"

namespace tare {

void Teller::tell(const Batch& batch) {
  directories_read_ += batch.directories_read;
  for (const Event& event : batch.events) {
    if (options_.stop.stop_requested()) throw Cancelled();
    if (skipped_.holds(batch.name(event))) {
      pass(event);
      continue;
    }
    skipped_.clear();
    tell(batch, event);
    if (stopped_) return;
  }
  if (!batch.events.empty()) place_ = batch.name(batch.events.back());
}

void Teller::tell(const Batch& batch, const Event& event) {
  switch (event.type) {
    case Event::Type::include:
    case Event::Type::build_file:
      include(batch, event);
      break;
    case Event::Type::exclude:
      leave_out(entry_of(batch, event), Visitor::Extent::whole_unread);
      break;
    case Event::Type::enter:
      entered_.push_back({std::string(batch.name(event)), event.verdict, event.needed, {}, false});
      break;
    case Event::Type::status:
      entered_.back().status = *batch.status(event);
      break;
    case Event::Type::unreadable:
      skip_unreadable(batch.trouble(event).error);
      break;
    case Event::Type::leave:
      leave();
      break;
    case Event::Type::note:
    case Event::Type::warning:
      diagnose(batch, event);
      break;
    case Event::Type::missing:
      if (!is_wanted(batch, event)) break;
      ++missing_;
      diagnose(batch, event);
      break;
    case Event::Type::failure: {
      if (!is_wanted(batch, event)) break;
      const Trouble trouble = batch.trouble(event);
      throw Error(Fault::input, context_.path_of(batch.name(event)), trouble.message,
                  trouble.error);
    }
  }
}

// Of what is skipped, only the directories that are entered are kept, as long as they are.
void Teller::pass(const Event& event) {
  if (event.type == Event::Type::enter) {
    entered_.emplace_back();
  } else if (event.type == Event::Type::leave || event.type == Event::Type::unreadable) {
    entered_.pop_back();
  }
}

void Teller::include(const Batch& batch, const Event& event) {
  if (!announce_parents()) return;
  static_cast<void>(include(entry_of(batch, event), batch.cargo.get(), event.parcel));
}

// Whether what is below the entry is told, too.
bool Teller::include(const Entry& entry, Cargo* cargo, std::uint32_t parcel) {
  if (!is_chosen(entry)) return false;
  ++entries_;
  receiver_.include(entry, cargo, parcel);
  const Visitor::Next next = receiver_.next();
  if (next == Visitor::Next::skip && entry.kind == Kind::directory) skipped_.set(entry.name);
  stopped_ = next == Visitor::Next::stop;
  return next == Visitor::Next::go_on;
}

bool Teller::is_chosen(const Entry& entry) {
  if (!options_.choose || options_.choose(entry)) return true;
  skipped_.set(entry.name);
  return false;
}

// Whether anybody asks for an entry that could not be read.
bool Teller::is_wanted(const Batch& batch, const Event& event) {
  if (!options_.choose || !event.of_entry) return true;
  return announce_parents() && is_chosen(entry_of(batch, event));
}

void Teller::leave_out(const Entry& entry, Visitor::Extent extent) {
  if (entry.verdict.excluded) {
    receiver_.exclude(entry, extent);
  } else {
    receiver_.pass_over(entry, extent);
  }
}

// Marks the directories that were entered as holding something included, and lists them first, as
// BuildKit does. False when one of them ends it, for what is below.
bool Teller::announce_parents() {
  std::size_t first = entered_.size();
  while (first > 0 && !entered_[first - 1].holds_included) --first;
  for (std::size_t i = first; i < entered_.size(); ++i) {
    Level& level = entered_[i];
    level.holds_included = true;
    if (context_.matcher().dialect() != Dialect::buildkit) continue;
    Entry entry = entry_of(level);
    entry.reason = Entry::Reason::parent;
    if (!include(entry, nullptr, Event::kNone)) return false;
  }
  return true;
}

void Teller::leave() {
  const Level level = std::move(entered_.back());
  entered_.pop_back();
  const bool listed = level.holds_included && context_.matcher().dialect() == Dialect::buildkit;
  if (listed) return;
  leave_out(entry_of(level), level.holds_included ? Visitor::Extent::self : Visitor::Extent::whole);
}

void Teller::skip_unreadable(std::error_code error) {
  const Level level = std::move(entered_.back());
  entered_.pop_back();
  if (error) {  // else it has been said that something is missing
    receiver_.diagnose({Diagnostic::Severity::warning, context_.path_of(level.name),
                        level.needed
                            ? "cannot be read; what an exception may bring back below it is missing"
                            : "cannot be read; what a wildcard may ask for below it is missing",
                        error});
  }
  leave_out(entry_of(level), Visitor::Extent::whole_unread);
}

void Teller::diagnose(const Batch& batch, const Event& event) {
  const Trouble trouble = batch.trouble(event);
  receiver_.diagnose(
      {event.type == Event::Type::note ? Diagnostic::Severity::note : Diagnostic::Severity::warning,
       context_.path_of(batch.name(event)), trouble.message, trouble.error});
}

Entry Teller::entry_of(const Batch& batch, const Event& event) {
  Entry entry;
  entry.name = batch.name(event);
  entry.kind = event.kind;
  entry.verdict = event.verdict;
  entry.needed = event.needed;
  if (event.type == Event::Type::build_file) entry.reason = Entry::Reason::build;
  entry.status = batch.status(event);
  entry.status_error = batch.trouble(event).error;
  return entry;
}

Entry Teller::entry_of(const Level& level) {
  Entry entry;
  entry.name = level.name;
  entry.kind = Kind::directory;
  entry.verdict = level.verdict;
  entry.needed = level.needed;
  entry.status = level.status ? &*level.status : nullptr;
  return entry;
}

}  // namespace tare
