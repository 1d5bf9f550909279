#include <string>

#include "c_error.hpp"
#include "c_options.hpp"
#include "c_verdict.hpp"
#include "tare/walk.hpp"

namespace tare::c {
namespace {

class CallingVisitor : public Visitor {
 public:
  CallingVisitor(const ReportOptions& options, tare_visit visit, void* data)
      : options_(options), visit_(visit), data_(data) {}

  void include(const Entry& entry) override { tell(entry, true); }

  void exclude(const Entry& entry, Extent extent) override {
    if (extent != Extent::self) tell(entry, false);
  }

  void pass_over(const Entry& entry, Extent extent) override {
    if (extent != Extent::self) tell(entry, false);
  }

  void diagnose(const Diagnostic& diagnostic) override { options_.diagnose(diagnostic); }

 private:
  void tell(const Entry& entry, bool included) {
    name_ = entry.name;
    tare_entry told = {name_.c_str(),
                       static_cast<tare_kind>(entry.kind),
                       included ? 1 : 0,
                       verdict_of(entry.verdict),
                       0,
                       0,
                       0};
    if (included && entry.status != nullptr) {
      if (entry.kind == Kind::file) told.size = entry.status->size;
      told.mode = entry.status->mode;
      told.mtime = entry.status->mtime;
    }
    if (visit_(&told, data_) != 0) throw Stop();
  }

  const ReportOptions& options_;
  tare_visit visit_;
  void* data_;
  std::string name_;  // ends in NUL
};

static_assert(static_cast<int>(Kind::file) == TARE_FILE);
static_assert(static_cast<int>(Kind::symlink) == TARE_SYMLINK);
static_assert(static_cast<int>(Kind::socket) == TARE_SOCKET);

void walk_for(const char* directory, const tare_options* given, tare_visit visit, void* data) {
  const tare_options options = completed(given);
  const ReportOptions& report = options.pack.report;
  WalkOptions walk_options;
  walk_options.include_build_files = !report.context_only;
  walk_options.included_status = StatusOf::everything;
  walk_options.threads = report.threads;
  walk_options.keep_going = report.keep_going;
  walk_options.progress = report.progress;
  CallingVisitor visitor(report, visit, data);
  walk(open(directory, options), walk_options, visitor);
}

}  // namespace
}  // namespace tare::c

tare_status tare_walk(const char* directory, const tare_options* options, tare_visit visit,
                      void* data, tare_error** error) {
  return tare::c::guarded(error, [&] { tare::c::walk_for(directory, options, visit, data); });
}
