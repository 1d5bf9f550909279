// What the C interface hands out when the memory ends just before it is done: nothing.

#include <gtest/gtest.h>

#include <cstddef>
#include <new>

#include "support/temp_tree.hpp"
#include "tare/tare.h"

namespace {

// Of this thread: how many allocations there were, and which one fails.
thread_local std::size_t allocations = 0;
thread_local std::size_t failing = 0;

}  // namespace

// NOLINTBEGIN(bugprone-reserved-identifier): the linker's names
extern "C" void* __real__Znwm(std::size_t size);

extern "C" void* __wrap__Znwm(std::size_t size) {
  if (++allocations == failing) throw std::bad_alloc();
  return __real__Znwm(size);
}
// NOLINTEND(bugprone-reserved-identifier)

namespace {

TEST(Memory, AnImageThatCannotBeToldOfHasNoDigest) {
  const test::TempTree tree;
  tree.file("context/a", "content");
  const std::string context = tree.path("context");
  const std::string layout = tree.path("layout");
  char* digest = nullptr;
  tare_report* report = nullptr;
  const auto pack = [&] {
    allocations = 0;
    return tare_pack_oci(context.c_str(), nullptr, layout.c_str(), &digest, &report, nullptr);
  };
  // The first one makes the layout, and the others find it.
  for (int i = 0; i < 2; ++i) {
    ASSERT_EQ(pack(), TARE_OK);
    tare_text_free(digest);
    tare_report_free(report);
  }
  const std::size_t last = allocations;
  ASSERT_GT(last, 10u);
  for (const std::size_t each : {last - 1, last}) {
    failing = each;
    const tare_status status = pack();
    failing = 0;
    EXPECT_EQ(status, TARE_FAILED) << each << " of " << last;
    EXPECT_EQ(digest, nullptr) << each << " of " << last;
    EXPECT_EQ(report, nullptr) << each << " of " << last;
  }
}

}  // namespace
