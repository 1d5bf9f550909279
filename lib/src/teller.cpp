#include "teller.hpp"

#include <utility>

#include "tare/error.hpp"

namespace tare {

void Teller::tell(const Batch& batch) {
  for (const Event& event : batch.events) {
    switch (event.type) {
      case Event::Type::include:
      case Event::Type::build_file:
        include(batch, event);
        break;
      case Event::Type::exclude:
        leave_out(entry_of(batch, event), Visitor::Extent::whole_unread);
        break;
      case Event::Type::enter:
        entered_.push_back(
            {std::string(batch.name(event)), event.verdict, event.needed, {}, false});
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
        ++missing_;
        diagnose(batch, event);
        break;
      case Event::Type::failure: {
        const Trouble trouble = batch.trouble(event);
        throw Error(Fault::input, context_.path_of(batch.name(event)), trouble.message,
                    trouble.error);
      }
    }
  }
  directories_read_ += batch.directories_read;
  if (!batch.events.empty()) place_ = batch.name(batch.events.back());
}

void Teller::include(const Batch& batch, const Event& event) {
  announce_parents();
  ++entries_;
  receiver_.include(entry_of(batch, event), batch.cargo.get(), event.parcel);
}

void Teller::leave_out(const Entry& entry, Visitor::Extent extent) {
  if (entry.verdict.excluded) {
    receiver_.exclude(entry, extent);
  } else {
    receiver_.pass_over(entry, extent);
  }
}

// Marks the directories that were entered as holding something included, and lists them first, as
// BuildKit does.
void Teller::announce_parents() {
  std::size_t first = entered_.size();
  while (first > 0 && !entered_[first - 1].holds_included) --first;
  for (std::size_t i = first; i < entered_.size(); ++i) {
    Level& level = entered_[i];
    level.holds_included = true;
    if (context_.matcher().dialect() != Dialect::buildkit) continue;
    Entry entry = entry_of(level);
    entry.reason = Entry::Reason::parent;
    ++entries_;
    receiver_.include(entry, nullptr, Event::kNone);
  }
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
