#include "tree_reader.hpp"

#include <algorithm>
#include <utility>

#include "narrowing.hpp"

// A piece of reading is a run of entries that ends with the first that may be a directory, or after
// kRun. The rest of the directory is left to anyone before the run is read, and when the run ends
// in a directory to be read, its reader goes down into it. So the readers are never far from each
// other, and mostly near the front of what is to be told.

namespace tare {
namespace {

constexpr std::size_t kRun = 64;
constexpr unsigned kSampleEvery = 32;  // batches

}  // namespace

ReadingPlan::ReadingPlan(const Context& its_context, const WalkOptions& its_options)
    : context(its_context), options(its_options) {
  if (options.include_build_files) build_files = context.build_files();
}

bool ReadingPlan::is_build_file(std::string_view name) const {
  return std::binary_search(build_files.begin(), build_files.end(), name, std::less<>());
}

bool ReadingPlan::holds_build_file(std::string_view directory) const {
  return std::any_of(build_files.begin(), build_files.end(), [&](const std::string& name) {
    return name.size() > directory.size() && name[directory.size()] == '/' &&
           name.compare(0, directory.size(), directory) == 0;
  });
}

TreeReader::TreeReader(const ReadingPlan& plan, OpenDirectories& open, Schedule& schedule,
                       const SkippedPart& skipped, WaitingShare& waiting, std::size_t memory,
                       std::unique_ptr<Collector> collector)
    : plan_(plan),
      matcher_(plan.context.matcher()),
      open_(open),
      schedule_(schedule),
      skipped_(skipped),
      waiting_(waiting),
      scan_(matcher_, memory),
      collector_(std::move(collector)) {
  if (const Narrowing* narrowing = plan.context.narrowing()) {
    asking_.emplace(narrowing->matcher(), memory);
  }
}

void TreeReader::fill_batch(Schedule::Claim& claim) {
  const std::shared_ptr<Directory> directory = claim.reading.directory;
  if (skipped_.holds(directory->name)) return pass_by(claim);
  Directory::Handle opened;
  if (!open(*directory, claim.reading, opened)) return close(claim);
  if (claim.reading.end == Reading::kUnknown) cut_off(claim);
  Reading& reading = claim.reading;
  std::shared_ptr<Directory> into = read_entries(reading, opened);
  const Batch& batch = *reading.batch;
  if (into) return descend(claim, std::move(into));
  const bool failed = !batch.events.empty() && batch.events.back().type == Event::Type::failure;
  if (!failed && reading.next < reading.end) return go_on_with_fresh_batch(claim);
  if (reading.leaves) reading.batch->add(directory->name, "").type = Event::Type::leave;
  if (opened) {
    last_ = std::move(opened);
    last_name_ = directory->name;
  }
  close(claim);
}

// Until the run ends, the batch is full, or something fails. Returns the directory that the run
// ends in, when it is to be read.
std::shared_ptr<Directory> TreeReader::read_entries(Reading& reading,
                                                    const Directory::Handle& opened) {
  Batch& batch = *reading.batch;
  WaitingShare::Sampler sampler(waiting_, batches_++ % kSampleEvery == 0);
  while (reading.next < reading.end) {
    std::shared_ptr<Directory> into =
        visit(*reading.directory, reading.next++, opened->get(), batch);
    sampler.add();
    if (into) return into;
    forgive(batch.events.back(), batch);
    if (batch.events.back().type == Event::Type::failure) break;
    if (collector_ && collector_->is_full(batch)) break;
  }
  return nullptr;
}

void TreeReader::go_on_with_fresh_batch(Schedule::Claim& claim) {
  Batch& batch = *claim.reading.batch;
  Batch& fresh = schedule_.add_behind(batch);
  schedule_.publish(batch);
  claim.reading.batch = &fresh;
}

// Leaves the directory unread: nobody wants to know what is in it.
void TreeReader::pass_by(Schedule::Claim& claim) {
  const Reading& reading = claim.reading;
  if (leaves(reading)) reading.batch->add(reading.directory->name, "").type = Event::Type::leave;
  close(claim);
}

// Whether the end of the directory is told behind this piece, when the rest of it is not cut off.
bool TreeReader::leaves(const Reading& reading) {
  return reading.end == Reading::kUnknown ? reading.directory->left_out : reading.leaves;
}

void TreeReader::close(Schedule::Claim& claim) {
  schedule_.publish(*claim.reading.batch);
  schedule_.finish(claim);
}

// Opens the directory again where need be, and lists it if that has not been done. False when it
// cannot be read; then the batch says so.
bool TreeReader::open(Directory& directory, Reading& reading, Directory::Handle& opened) {
  Batch& batch = *reading.batch;
  if (reading.next == directory.names.size()) return true;  // there is only its end to be told
  const bool listed = reading.next != Reading::kUnknown;
  std::error_code error = directory.error;
  if (!error) error = directory.use(open_, last_, last_name_, opened);
  if (error && listed) {
    // Whoever goes on with the rest would find the same.
    batch.fail(batch.add(directory.name, ""), "was moved while its content was read", error);
    forgive(batch.events.back(), batch);
    if (leaves(reading)) batch.add(directory.name, "").type = Event::Type::leave;
    return false;
  }
  if (error) {
    cannot_read(directory, "cannot open this directory", error, batch);
    return false;
  }
  if (listed) return true;
  reading.next = 0;
  return read_names(directory, opened->get(), batch);
}

void TreeReader::cut_off(Schedule::Claim& claim) {
  Reading& reading = claim.reading;
  Directory& directory = *reading.directory;
  const os::Listing& names = directory.names;
  const std::size_t limit = std::min(reading.next + kRun, names.size());
  bool into = false;
  for (reading.end = reading.next; reading.end < limit && !into; ++reading.end) {
    Kind kind = Kind::directory;  // what is not known may be one
    static_cast<void>(names.kind(reading.end, kind));
    into = kind == Kind::directory;
  }
  reading.leaves = directory.left_out && reading.end == names.size() && !into;
  if (reading.end == names.size() && (reading.leaves || !directory.left_out)) return;
  Reading rest;
  rest.directory = reading.directory;
  rest.next = reading.end;
  directory.rest(open_);
  schedule_.leave_rest(claim, std::move(rest));
}

bool TreeReader::read_names(Directory& directory, int opened, Batch& batch) {
  std::error_code error = os::list(opened, directory.names);
  const bool asked = plan_.options.included_status == StatusOf::everything ||
                     plan_.options.excluded_status == StatusOf::everything;
  if (!error && directory.left_out && asked) {
    FileStatus status;
    error = os::status_of(opened, status);
    Event& event = batch.add(directory.name, "");
    event.type = Event::Type::status;
    batch.set_status(event, status);
  }
  if (error) {
    cannot_read(directory, "cannot read this directory", error, batch);
    return false;
  }
  directory.names.sort();
  ++batch.directories_read;
  return true;
}

void TreeReader::cannot_read(const Directory& directory, const char* message, std::error_code error,
                             Batch& batch) const {
  // Below a directory that is left out it is an error only if something to be included is known to
  // be there, or if the system is to blame: whoever may not read it does not expect anything of it.
  const Narrowing* narrowing = plan_.context.narrowing();
  const bool asked = narrowing == nullptr || directory.asked.verdict().excluded;
  const bool known_below =
      is_known_below(directory.name, directory.state.verdict().excluded, asked);
  const bool may_be_missing = directory.left_out && !known_below && !os::is_fault(error) &&
                              !plan_.holds_build_file(directory.name);
  Event& event = batch.add(directory.name, "");
  batch.fail(event, directory.left_out ? "cannot read this directory" : message, error);
  if (may_be_missing) {
    event.type = Event::Type::unreadable;
    return;
  }
  forgive(event, batch);
  if (directory.left_out) batch.add(directory.name, "").type = Event::Type::unreadable;
}

// Turns a failure into something that is missing, if the walk is to keep going.
void TreeReader::forgive(Event& event, Batch& batch) const {
  if (event.type != Event::Type::failure || !plan_.options.keep_going) return;
  if (!os::is_shortage(batch.trouble(event).error)) event.type = Event::Type::missing;
}

// Returns the directory that is to be read next, if the entry is one.
std::shared_ptr<Directory> TreeReader::visit(const Directory& directory, std::size_t index,
                                             int opened, Batch& batch) {
  const char* base = directory.names.name(index);
  Event& event = batch.add(directory.name, base);
  event.of_entry = true;
  state_ =
      directory.for_build_files ? directory.state : scan_.match(batch.name(event), directory.state);
  event.verdict = state_.verdict();
  if (asking_) {
    asked_ = directory.for_build_files ? directory.asked
                                       : asking_->match(batch.name(event), directory.asked);
    event.needed = asked_.verdict().excluded;
  }
  if (!directory.names.kind(index, event.kind) &&
      !find_kind(directory, base, opened, event, batch)) {
    return nullptr;
  }
  if (!event.verdict.excluded && event.needed) return include(base, opened, event, batch);
  if (event.kind != Kind::directory && plan_.is_build_file(batch.name(event))) {
    event.type = Event::Type::build_file;
    return include(base, opened, event, batch);
  }
  return leave_out(directory, base, opened, event, batch);
}

// For file systems that do not tell the kind along with the name.
bool TreeReader::find_kind(const Directory& directory, const char* base, int opened, Event& event,
                           Batch& batch) {
  FileStatus status;
  const auto error = os::status(opened, base, status);
  if (!error) {
    event.kind = status.kind;
    return true;
  }
  // For all that is known it is a directory.
  const std::string_view name = batch.name(event);
  const bool excluded = event.verdict.excluded;
  const bool may_hold = (excluded || !event.needed) && !directory.for_build_files &&
                        docker_enters(event, name) && matters(event, name);
  batch.fail(event, "cannot look at this", error);
  if ((!excluded && event.needed) || plan_.is_build_file(name) || plan_.holds_build_file(name) ||
      (may_hold && (os::is_fault(error) || is_known_below(name, excluded, event.needed)))) {
    return false;
  }
  if (may_hold) {
    event.type = Event::Type::enter;
    event.kind = Kind::directory;
    Event& unread = batch.add(directory.name, base);
    batch.fail(unread, "cannot look at this", error);
    unread.type = Event::Type::unreadable;
  } else if (plan_.options.excluded_status == StatusOf::nothing) {
    event.type = Event::Type::warning;
  } else {
    event.type = Event::Type::exclude;  // with what is wrong, in place of a status
  }
  return false;
}

// Whether something that is sent is spelled out below `name`, which is not sent itself.
bool TreeReader::is_known_below(std::string_view name, bool excluded, bool asked) const {
  return (!excluded || matcher_.names_below(name)) &&
         (asked || plan_.context.narrowing()->names_below(name));
}

std::shared_ptr<Directory> TreeReader::include(const char* base, int opened, Event& event,
                                               Batch& batch) {
  if (event.kind == Kind::socket) {
    event.type = Event::Type::note;
    batch.set_trouble(event, "is a socket, which no archive can hold");
    return nullptr;
  }
  std::shared_ptr<Directory> into;
  Mount mount = Mount::none;
  if (event.kind == Kind::directory) {
    into = enter(base, opened, event, batch);
    mount = mount_on(*into);
    if (into->error) {
      batch.fail(event, "cannot open this directory", into->error);
      return nullptr;
    }
    if (mount == Mount::kernels) {
      batch.fail(event, kKernelsDirectory);
      return nullptr;
    }
  }
  Directory::Handle handle;
  if (!collector_) {
    take_status(plan_.options.included_status, base, opened, event, batch);
  } else if (into && !into->use(open_, nullptr, {}, handle)) {
    collector_->collect_directory(handle->get(), opened, base, event, batch);
  } else {
    collector_->collect(opened, base, event, batch);
  }
  return event.type == Event::Type::failure || mount == Mount::elsewhere ? nullptr : into;
}

std::shared_ptr<Directory> TreeReader::leave_out(const Directory& directory, const char* base,
                                                 int opened, Event& event, Batch& batch) {
  event.type = Event::Type::exclude;
  const std::string_view name = batch.name(event);
  if (event.kind == Kind::directory) {
    const bool as_docker =
        !directory.for_build_files && docker_enters(event, name) && matters(event, name);
    if (as_docker || plan_.holds_build_file(name)) {
      std::shared_ptr<Directory> into = enter(base, opened, event, batch);
      if (mount_on(*into) == Mount::none) {
        event.type = Event::Type::enter;
        into->left_out = true;
        into->for_build_files = !as_docker;
        return into;
      }
    }
  }
  take_status(plan_.options.excluded_status, base, opened, event, batch);
  return nullptr;
}

std::shared_ptr<Directory> TreeReader::enter(const char* base, int opened, const Event& event,
                                             const Batch& batch) {
  auto into = std::make_shared<Directory>(std::string(batch.name(event)), state_, asked_);
  into->error = into->open(open_, opened, base);
  return into;
}

Mount TreeReader::mount_on(Directory& directory) {
  Directory::Handle handle;
  const bool asked = directory.mounted || plan_.context.one_file_system();
  if (!asked || directory.error || directory.use(open_, nullptr, {}, handle)) return Mount::none;
  return mount_of(plan_.context, handle->get());
}

void TreeReader::take_status(StatusOf wanted, const char* base, int opened, Event& event,
                             Batch& batch) {
  if (wanted == StatusOf::nothing || (wanted == StatusOf::files && event.kind != Kind::file))
    return;
  FileStatus status;
  if (const auto error = os::status(opened, base, status)) {
    batch.set_trouble(event, "cannot look at this", error);
    if (event.type != Event::Type::exclude) event.type = Event::Type::failure;
  } else {
    static_cast<void>(Batch::agrees(event, status));
    batch.set_status(event, status);
  }
}

// Whether Docker looks into this directory, which is left out.
bool TreeReader::docker_enters(const Event& event, std::string_view name) const {
  return (!event.verdict.excluded || matcher_.enters(name)) &&
         (event.needed || plan_.context.narrowing()->enters(name));
}

// Whether anything can come of that.
bool TreeReader::matters(const Event& event, std::string_view name) {
  if (!event.needed && !asking_->may_decide_below(name, asked_)) return false;
  if (!event.verdict.excluded) return true;
  return plan_.options.every_decision ? scan_.may_decide_below(name, state_)
                                      : scan_.may_include_below(name, state_);
}

void TreeReader::descend(Schedule::Claim& claim, std::shared_ptr<Directory> into) {
  Reading& reading = claim.reading;
  Batch& batch = *reading.batch;
  Reading below;
  below.batch = &schedule_.add_behind(batch);
  below.directory = std::move(into);
  schedule_.publish(batch);
  reading = std::move(below);
}

}  // namespace tare
