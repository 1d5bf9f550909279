#include "tare/report.hpp"

#include "accounting.hpp"
#include "tree_walk.hpp"

namespace tare {
namespace {

class ReportReceiver : public Receiver {
 public:
  ReportReceiver(Accounting& accounting, const ReportOptions& options)
      : accounting_(accounting), options_(options) {}

  void include(const Entry& entry, Cargo* /*cargo*/, std::uint32_t /*parcel*/) override {
    accounting_.include(entry);
  }
  void exclude(const Entry& entry, Visitor::Extent extent) override {
    accounting_.exclude(entry, extent);
  }
  void pass_over(const Entry& entry, Visitor::Extent extent) override {
    accounting_.pass_over(entry, extent);
  }
  void diagnose(const Diagnostic& diagnostic) override {
    if (options_.diagnose) options_.diagnose(diagnostic);
  }
  [[nodiscard]] std::uint64_t bytes() const override { return accounting_.included_bytes(); }

 private:
  Accounting& accounting_;
  const ReportOptions& options_;
};

}  // namespace

void Tally::add(Kind kind, std::uint64_t size) noexcept {
  switch (kind) {
    case Kind::file:
      ++files;
      bytes += size;
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
  const WalkOptions walk_options = Accounting::walk_options(options);
  WalkLimits limits;
  limits.tree_nodes = options.tree_nodes;
  TreeWalk walk(context, walk_options, {}, limits);
  Accounting accounting(
      context, options,
      [&](std::string_view name, std::size_t place, const SizedDirectory* parent) {
        walk.size_later(std::string(name), place, parent);
      });
  ReportReceiver receiver(accounting, options);
  walk.run(receiver);
  return accounting.finish(walk.finish_sizes(), walk.count());
}

}  // namespace tare
