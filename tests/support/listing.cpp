#include "listing.hpp"

namespace test {
namespace {

std::string shown(const tare::Entry& entry) {
  return std::string(entry.name) + (entry.kind == tare::Kind::directory ? "/" : "");
}

class Collector : public tare::Visitor {
 public:
  Next include(const tare::Entry& entry) override {
    included.push_back(shown(entry));
    return Next::go_on;
  }

  void exclude(const tare::Entry& entry, Extent extent) override {
    excluded.push_back(shown(entry) + (extent == Extent::whole  ? " (whole)"
                                       : extent == Extent::self ? " (self)"
                                                                : ""));
  }

  std::vector<std::string> included;
  std::vector<std::string> excluded;
};

}  // namespace

std::vector<std::string> included(const tare::Context& context, const tare::WalkOptions& options) {
  Collector collector;
  tare::walk(context, options, collector);
  return collector.included;
}

std::vector<std::string> excluded(const tare::Context& context, const tare::WalkOptions& options) {
  Collector collector;
  tare::walk(context, options, collector);
  return collector.excluded;
}

}  // namespace test
