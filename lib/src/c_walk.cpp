#include "c_entry.hpp"
#include "c_error.hpp"
#include "c_options.hpp"
#include "tare/walk.hpp"

namespace tare::c {
namespace {

class CallingVisitor : public Visitor {
 public:
  CallingVisitor(const ReportOptions& options, tare_visit visit, void* data)
      : options_(options), visit_(visit), data_(data) {}

  Next include(const Entry& entry) override {
    return ask(visit_, data_, entry, true) ? Next::go_on : Next::skip;
  }

  void exclude(const Entry& entry, Extent extent) override {
    if (extent != Extent::self) static_cast<void>(ask(visit_, data_, entry, false));
  }

  void pass_over(const Entry& entry, Extent extent) override { exclude(entry, extent); }

  void diagnose(const Diagnostic& diagnostic) override { options_.diagnose(diagnostic); }

 private:
  const ReportOptions& options_;
  tare_visit visit_;
  void* data_;
};

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
