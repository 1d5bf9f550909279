// Counts the system calls of a run, then lets each of them fail in each way that it can, in a run
// of its own: either there is an error, or the result is the whole one. Nothing hangs, and no
// descriptor, thread or temporary file is left.

#include <dirent.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <typeinfo>

#include "faults/scenarios.hpp"
#include "faults/system_calls.hpp"
#include "tare/error.hpp"

namespace {

constexpr unsigned kSecondsForARun = 20;
constexpr int kEnoughToRead = 10;  // failures told

struct Case {
  std::size_t scenario;
  unsigned threads;
  bool without_kinds;
};

std::string name_of(const Case& which) {
  return fmt::format("{}{}{}", test::scenarios()[which.scenario].name,
                     which.threads == 1 ? "" : "Threads", which.without_kinds ? "NoKinds" : "");
}

std::array<char, 256> running{};

extern "C" void tell_of_hang(int /*signal*/) {
  static_cast<void>(test::end());  // or the write would fail, too
  static_cast<void>(!::write(STDERR_FILENO, running.data(), running.size()));
  std::abort();
}

std::set<std::string> content_of(const char* directory) {
  std::set<std::string> names;
  DIR* opened = ::opendir(directory);
  if (opened == nullptr) throw std::runtime_error(directory);
  const std::string own = std::to_string(::dirfd(opened));
  while (const dirent* item = ::readdir(opened)) names.insert(item->d_name);
  ::closedir(opened);
  if (std::string(directory) == "/proc/self/fd") names.erase(own);
  return names;
}

// A thread that has been joined stays in /proc for a moment.
bool is_alone(std::size_t threads) {
  for (int i = 0; i < 1000; ++i) {
    if (content_of("/proc/self/task").size() <= threads) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

class Sweep : public testing::TestWithParam<Case> {
 protected:
  Sweep() : scenario_(test::scenarios()[GetParam().scenario].make()) {
    std::signal(SIGALRM, tell_of_hang);
    // Once, so that what is kept for the life of a program is there.
    scenario_->prepare();
    scenario_->run(1);
    scenario_->prepare();
    scenario_->run(1);
    scenario_->learn();
    descriptors_ = content_of("/proc/self/fd");
    threads_ = content_of("/proc/self/task").size();
  }
  ~Sweep() override { ::alarm(0); }

  // The number of calls that can fail in this way.
  std::uint64_t count(const test::FaultKind& kind) {
    scenario_->prepare();
    test::begin(script(kind, 0, false));
    scenario_->run(GetParam().threads);
    const test::Played played = test::end();
    calls_ = std::max(calls_, played.calls);
    EXPECT_EQ(trouble_after(kind, played, false), "") << kind.name << ", none failed";
    return played.possible;
  }

  void try_each(const test::FaultKind& kind, bool lasts) {
    const std::uint64_t possible = count(kind);
    for (std::uint64_t first = 1; first <= possible && told_ < kEnoughToRead; ++first) {
      const std::string trouble = try_one(kind, first, lasts);
      if (trouble.empty()) continue;
      ++told_;
      ADD_FAILURE() << trouble;
    }
  }

  std::string try_one(const test::FaultKind& kind, std::uint64_t first, bool lasts) {
    const std::string what = fmt::format("{}: {} at {}{}", name_of(GetParam()), kind.name, first,
                                         lasts ? " and all after" : "");
    fmt::format_to_n(running.data(), running.size() - 1, "hangs: {}\n{:>200}", what, "");
    ::alarm(kSecondsForARun);
    std::unique_ptr<tare::Error> error;
    std::string trouble;
    scenario_->prepare();
    test::begin(script(kind, first, lasts));
    try {
      scenario_->run(GetParam().threads);
    } catch (const tare::Error& thrown) {
      error = std::make_unique<tare::Error>(thrown);
    } catch (const std::exception& thrown) {
      trouble = fmt::format("throws {}: {}", typeid(thrown).name(), thrown.what());
    }
    const test::Played played = test::end();
    failed_ += played.failed;
    ++runs_;
    if (error) ++errors_;
    if (trouble.empty()) trouble = trouble_after(kind, played, error != nullptr);
    if (trouble.empty()) return "";
    return fmt::format("{} ({}): {}; the error: {}", what, played.first_failed, trouble,
                       error ? error->what() : "none");
  }

  [[nodiscard]] test::Script script(const test::FaultKind& kind, std::uint64_t first,
                                    bool lasts) const {
    return {kind.fault, first, lasts, GetParam().without_kinds, GetParam().threads != 1};
  }

  std::string trouble_after(const test::FaultKind& kind, const test::Played& played, bool error) {
    if (content_of("/proc/self/fd") != descriptors_) return "a descriptor is left";
    if (!is_alone(threads_)) return "a thread is left";
    return error ? scenario_->trouble_with_rest(played)
                 : scenario_->trouble_with_result(kind.fault);
  }

  const std::unique_ptr<test::Scenario> scenario_;
  std::set<std::string> descriptors_;
  std::size_t threads_ = 0;
  std::uint64_t calls_ = 0;
  std::uint64_t failed_ = 0;
  std::uint64_t runs_ = 0;
  std::uint64_t errors_ = 0;
  int told_ = 0;
};

TEST_P(Sweep, EndsWithAnErrorOrWithTheWholeResult) {
  for (const test::FaultKind& kind : test::kFaults) {
    try_each(kind, false);
    if (kind.lasts) try_each(kind, true);
  }
  EXPECT_GT(errors_, 0u);
  EXPECT_LT(errors_, runs_);
  fmt::print("[ faults   ] {}: {} calls, {} runs, {} calls failed, {} errors\n",
             name_of(GetParam()), calls_, runs_, failed_, errors_);
}

std::vector<Case> cases() {
  std::vector<Case> all;
  for (std::size_t i = 0; i < test::scenarios().size(); ++i) {
    all.push_back({i, 1, false});
    if (std::string(test::scenarios()[i].name) == "Append") continue;  // it has no thread, no list
    all.push_back({i, 4, false});
    if (i == 0 || std::string(test::scenarios()[i].name) == "Report") all.push_back({i, 1, true});
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(Faults, Sweep, testing::ValuesIn(cases()),
                         [](const auto& each) { return name_of(each.param); });

}  // namespace
