#include <gtest/gtest.h>
#include <sys/xattr.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "faults/scenarios.hpp"
#include "support/offers.hpp"
#include "support/temp_tree.hpp"

namespace test {
namespace {

class OfferScenario : public Scenario {
 public:
  OfferScenario() {
    tree_.file("app.js", "let a;");
    tree_.file("empty");
    tree_.file("lib/cart.js", std::string(700, 'c'));
    tree_.file("lib/deep/down/large", std::string(300'000, 'l'));
    tree_.hard_link("lib/linked", "app.js");
    tree_.symlink("link", "lib/cart.js");
    tree_.fifo("fifo");
    tree_.file("vendor/kept.txt", "kept");
    tree_.file("vendor/other.txt", "not kept");
    for (const char* name : {"lib", "lib/cart.js", "vendor"}) {
      const int done = ::setxattr(tree_.path(name).c_str(), "user.one", "1", 1, 0);
      if (done != 0) throw std::runtime_error("this file system has no attributes");
    }
  }

  void prepare() override { got_.clear(); }

  void run(unsigned threads) override {
    const Request request{{"lib", "vendor", "e*"},
                          std::vector<std::string>{"link", "f?fo", "*.js"}};
    tare::Offer offer(
        open_for_builder(tree_.path(), {"vendor", "!vendor/kept.txt"}).narrowed(request),
        {.threads = threads});
    std::vector<std::uint32_t> files;
    offer.walk([&](const tare::OfferedEntry& entry) {
      got_ += testing::PrintToString(keep(entry)) + '\n';
      if (entry.kind == tare::Kind::file && entry.link.empty()) files.push_back(entry.id);
    });
    for (const std::uint32_t id : files) got_ += read_all(offer.open(id)) + '\n';
  }

  void learn() override { right_ = got_; }

  std::string trouble_with_result(Fault /*fault*/) override {
    return got_ == right_ ? "" : "another offer, and no error";
  }

  std::string trouble_with_rest(const Played& /*played*/) override {
    return right_.starts_with(got_) ? "" : "another offer before the error";
  }

 private:
  using Request = tare::Request;

  const TempTree tree_;
  std::string got_;
  std::string right_;
};

}  // namespace

std::unique_ptr<Scenario> make_offer_scenario() { return std::make_unique<OfferScenario>(); }

}  // namespace test
