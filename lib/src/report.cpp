#include "tare/report.hpp"

#include "accounting.hpp"
#include "tare/walk.hpp"

namespace tare {
namespace {

class ReportVisitor : public Visitor {
 public:
  ReportVisitor(const Context& context, const ReportOptions& options)
      : options_(options), accounting_(context, options) {}

  void include(const Entry& entry) override {
    FileStatus status;
    status.kind = entry.kind;
    if (entry.kind == Kind::file) status = entry.status();
    accounting_.include(entry, status);
  }

  void exclude(const Entry& entry, Extent extent) override { accounting_.exclude(entry, extent); }

  void diagnose(const Diagnostic& diagnostic) override {
    if (options_.diagnose) options_.diagnose(diagnostic);
  }

  [[nodiscard]] Report finish() { return accounting_.finish(); }

 private:
  const ReportOptions& options_;
  Accounting accounting_;
};

}  // namespace

void Tally::add(const FileStatus& status) noexcept {
  switch (status.kind) {
    case Kind::file:
      ++files;
      bytes += status.size;
      break;
    case Kind::directory:
      ++directories;
      break;
    case Kind::symlink:
      ++links;
      break;
    case Kind::fifo:
    case Kind::character_device:
    case Kind::block_device:
    case Kind::socket:
      ++specials;
      break;
  }
}

Tally& Tally::operator+=(const Tally& other) noexcept {
  files += other.files;
  directories += other.directories;
  links += other.links;
  specials += other.specials;
  bytes += other.bytes;
  return *this;
}

Report report(const Context& context, const ReportOptions& options) {
  ReportVisitor visitor(context, options);
  walk(context, {!options.context_only, options.measure}, visitor);
  return visitor.finish();
}

}  // namespace tare
