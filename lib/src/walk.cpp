#include "tare/walk.hpp"

#include "tree_walk.hpp"

namespace tare {
namespace {

class VisitorReceiver : public Receiver {
 public:
  explicit VisitorReceiver(Visitor& visitor) : visitor_(visitor) {}

  void include(const Entry& entry, Cargo* /*cargo*/, std::uint32_t /*parcel*/) override {
    if (entry.status != nullptr && entry.kind == Kind::file) bytes_ += entry.status->size;
    next_ = visitor_.include(entry);
  }
  void exclude(const Entry& entry, Visitor::Extent extent) override {
    visitor_.exclude(entry, extent);
  }
  void pass_over(const Entry& entry, Visitor::Extent extent) override {
    visitor_.pass_over(entry, extent);
  }
  void diagnose(const Diagnostic& diagnostic) override { visitor_.diagnose(diagnostic); }
  [[nodiscard]] Visitor::Next next() const override { return next_; }
  [[nodiscard]] std::uint64_t bytes() const override { return bytes_; }

 private:
  Visitor& visitor_;
  Visitor::Next next_ = Visitor::Next::go_on;
  std::uint64_t bytes_ = 0;
};

}  // namespace

WalkCount walk(const Context& context, const WalkOptions& options, Visitor& visitor) {
  VisitorReceiver receiver(visitor);
  TreeWalk walk(context, options);
  walk.run(receiver);
  return walk.count();
}

}  // namespace tare
