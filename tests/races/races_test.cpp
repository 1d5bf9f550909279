#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "archive_truth.hpp"
#include "contents.hpp"
#include "mutator.hpp"
#include "sha256.hpp"
#include "support/listing.hpp"
#include "support/offers.hpp"
#include "support/tar.hpp"
#include "support/temp_tree.hpp"
#include "tare/digest.hpp"
#include "tare/lint.hpp"
#include "tare/offer.hpp"
#include "tare/pack.hpp"

// Threads change a tree while it is packed, again and again, for a few seconds a test;
// TARE_RACES=20 makes them twenty times as long. TARE_RACES_SEED=N repeats what the threads did,
// though not when; TMPDIR is where the tree is.

namespace {

using namespace std::chrono_literals;
using races::Canary;
using races::Manners;
using races::Mutator;
using test::TempTree;

constexpr unsigned kFewest = 9;    // rounds
constexpr unsigned kMany = 100;    // rounds, after which both outcomes have been seen
constexpr unsigned kPause = 1000;  // microseconds at most between two changes
constexpr std::uint64_t kPlenty = std::uint64_t{1} << 32;  // bytes that are not in the tree

std::uint64_t number_in(const char* variable, std::uint64_t otherwise) {
  const char* value = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe)
  return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

std::size_t open_descriptors() {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    static_cast<void>(entry);
    ++count;
  }
  return count;
}

bool shows_canary(std::string_view text) {
  return text.find(races::kCanary) != std::string_view::npos;
}

void exchange(const std::string& a, const std::string& b) {
  if (renameat2(AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), RENAME_EXCHANGE) != 0) {
    throw std::system_error(errno, std::generic_category(), a);
  }
}

std::string digest_of(const std::string& path) {
  tare::Sha256 sha256;
  const std::string data = test::read_file(path);
  sha256.update(std::as_bytes(std::span(data)));
  return tare::to_string(sha256.finish());
}

// Ends the program when a round takes for ever.
class Watchdog {
 public:
  Watchdog() : thread_([this](const std::stop_token& stop) { watch(stop); }) {}
  void pat() { ++rounds_; }

 private:
  void watch(const std::stop_token& stop) {
    std::uint64_t seen = 0;
    for (auto since = std::chrono::steady_clock::now(); !stop.stop_requested();
         std::this_thread::sleep_for(50ms)) {
      const std::uint64_t now = rounds_;
      if (now != seen) since = std::chrono::steady_clock::now();
      seen = now;
      if (std::chrono::steady_clock::now() - since < 120s) continue;
      std::fputs("races: a round hangs\n", stderr);
      std::abort();
    }
  }

  std::atomic<std::uint64_t> rounds_{0};
  std::jthread thread_;
};

class Races : public testing::Test {
 protected:
  Races() : seed_(number_in("TARE_RACES_SEED", std::random_device()())) {
    tree_.file(".dockerignore", races::kRules);
    still_.push_back({".dockerignore", races::kRules});
    for (std::size_t i = 0; i < 20; ++i) {
      const std::size_t size = i % 7 == 6 ? 300'000 + i : i * 317;
      keep_still(fmt::format("still/{}", i),
                 races::records("still", static_cast<std::uint32_t>(i), size));
    }
    tree_.hard_link("still/same", "still/1");
    for (unsigned i = 0; i < 4; ++i) {
      mutators_.push_back(std::make_unique<Mutator>(tree_, canary_, i, seed_ + 1000 * i));
    }
    descriptors_ = open_descriptors();
  }

  ~Races() override {
    stop();
    EXPECT_TRUE(canary_.is_untouched());
    EXPECT_EQ(open_descriptors(), descriptors_);
    std::uint64_t changes = 0;
    std::map<std::string, std::uint64_t> counts;
    for (const auto& mutator : mutators_) {
      for (const auto& [what, count] : mutator->counts()) counts[what] += count, changes += count;
    }
    fmt::print("seed {}: {} rounds, {} of them ended in an error; {} changes", seed_, rounds_,
               errors_, changes);
    for (const auto& [what, count] : counts) fmt::print(", {} {}", count, what);
    fmt::print("\n");
    std::fflush(stdout);
  }

  void start(Manners manners, unsigned pause_us) {
    for (const auto& mutator : mutators_) mutator->start(manners, pause_us);
  }

  void stop() {
    for (const auto& mutator : mutators_) mutator->stop();
  }

  using Clock = std::chrono::steady_clock;

  // For so long, or TARE_RACES times that, does `round` with 1, 2 and 8 threads in turn.
  void repeat(Clock::duration time,
              const std::function<void(const tare::Context&, unsigned)>& round) {
    const auto end = Clock::now() + time * static_cast<int>(number_in("TARE_RACES", 1));
    for (unsigned i = 0; (i < kFewest || Clock::now() < end) && !HasFailure(); ++i) {
      ++rounds_;
      dog_.pat();
      try {
        round(tare::Context(tree_.path()), std::data({1u, 2u, 8u})[i % 3]);
      } catch (const tare::Error& error) {
        ++errors_;
        EXPECT_EQ(error.fault(), tare::Fault::input) << error.what();
        EXPECT_FALSE(shows_canary(error.what())) << error.what();
      }
    }
  }

  void pack(const tare::Context& context, unsigned threads) {
    std::string bytes;
    tare::PackOptions options;
    options.report.threads = threads;
    options.report.diagnose = [](const tare::Diagnostic& told) {
      EXPECT_FALSE(shows_canary(tare::to_string(told))) << tare::to_string(told);
    };
    const auto sink = [&](std::span<const std::byte> block) {
      bytes.append(reinterpret_cast<const char*>(block.data()), block.size());
      if (bytes.size() > kPlenty) throw std::runtime_error("more than there is in the tree");
    };
    try {
      const tare::Report report = tare::pack(context, sink, options);
      EXPECT_FALSE(shows_canary(bytes));
      const std::vector<test::TarEntry> entries = test::read_tar(bytes);
      EXPECT_EQ(races::what_is_wrong(entries, still_), "");
      EXPECT_EQ(races::what_differs(report, entries), "");
      EXPECT_LT(report.excluded.bytes, kPlenty);
    } catch (const tare::Error&) {
      EXPECT_FALSE(shows_canary(bytes));
      EXPECT_THROW(static_cast<void>(test::read_tar(bytes)), std::runtime_error);
      throw;
    }
  }

  void keep_still(const std::string& name, const std::string& data) {
    tree_.file(name, data);
    still_.push_back({name, data});
  }

  const TempTree tree_;
  const Canary canary_;
  const std::uint64_t seed_;
  std::vector<races::Still> still_;
  std::vector<std::unique_ptr<Mutator>> mutators_;
  Watchdog dog_;
  std::size_t descriptors_ = 0;
  std::uint64_t rounds_ = 0;
  std::uint64_t errors_ = 0;
};

TEST_F(Races, WhatIsReplacedAndOverwrittenIsPackedAllTheSame) {
  start(Manners::gentle, kPause);
  repeat(4s, [&](const tare::Context& context, unsigned threads) { pack(context, threads); });
  EXPECT_EQ(errors_, 0u);
}

TEST_F(Races, NothingFromOutsideIsPackedAndNoArchiveIsHalf) {
  start(Manners::rough, kPause);
  repeat(8s, [&](const tare::Context& context, unsigned threads) { pack(context, threads); });
  if (rounds_ < kMany) return;
  EXPECT_GT(errors_, 0u);
  EXPECT_LT(errors_, rounds_);
}

TEST_F(Races, NothingFromOutsideIsPackedOfATreeThatIsNarrowed) {
  const std::vector<std::string> needed{"t0/dirs", "t1/swap/a.w1", "t2/dirs/d1/a.w1", "t3/out/keep",
                                        "still"};
  start(Manners::rough, kPause);
  repeat(2s, [&](const tare::Context& context, unsigned threads) {
    still_.clear();
    pack(context.narrowed(needed), threads);
  });
}

// Half of the files are asked for at once, the others when all has been told.
TEST_F(Races, AnOfferHandsOutWhatItHasToldOrNothing) {
  start(Manners::rough, kPause);
  std::uint64_t read = 0;
  std::uint64_t refused = 0;
  const auto fetch = [&](const tare::Offer& offer, const test::Told& told) {
    try {
      const std::string data = test::read_all(offer.open(told.id));
      ++read;
      EXPECT_EQ(data.size(), told.size) << told.name;
      EXPECT_FALSE(shows_canary(data)) << told.name;
      const bool mutated = told.name.starts_with("t");
      EXPECT_EQ(mutated ? races::wrong_content(told.name, data) : "", "");
    } catch (const tare::Error& error) {
      ++refused;
      EXPECT_EQ(error.fault(), tare::Fault::input) << error.what();
    }
  };
  repeat(3s, [&](const tare::Context& context, unsigned threads) {
    tare::Offer offer(context, {.threads = threads});
    std::vector<test::Told> later;
    const auto fetch_later = [&] {
      for (const test::Told& told : later) fetch(offer, told);
    };
    try {
      offer.walk([&](const tare::OfferedEntry& entry) {
        EXPECT_FALSE(shows_canary(entry.name));
        if (entry.kind != tare::Kind::file || !entry.link.empty()) return;
        later.push_back(test::keep(entry));
        if (entry.id % 2 != 0) return;
        fetch(offer, later.back());
        later.pop_back();
      });
    } catch (const tare::Error&) {
      fetch_later();
      throw;
    }
    fetch_later();
  });
  fmt::print("{} files read, {} refused\n", read, refused);
  EXPECT_GT(read, 0u);
}

TEST_F(Races, ReportsAndListsShowNothingFromOutside) {
  start(Manners::rough, kPause);
  repeat(2s, [&](const tare::Context& context, unsigned threads) {
    tare::ReportOptions options;
    options.threads = threads;
    options.each_entry = true;
    options.tree_nodes = 500;
    const tare::Report report = tare::report(context, options);
    EXPECT_FALSE(shows_canary(tare::to_json(report, "context")));
    EXPECT_LT(report.context.bytes + report.excluded.bytes, kPlenty);
    for (const tare::SizeNode& node : report.tree) EXPECT_FALSE(shows_canary(node.name));
  });
  repeat(2s, [&](const tare::Context& context, unsigned threads) {
    tare::WalkOptions options;
    options.threads = threads;
    const std::vector<std::string> names = test::included(context, options);
    EXPECT_EQ(races::what_is_wrong_with_names(names), "");
    for (const std::string& name : names) EXPECT_FALSE(shows_canary(name));
  });
}

// A private key lies outside only.
TEST_F(Races, LintFindsNoSecretOutside) {
  tree_.file("server.pem", std::string(1000, 'x'));  // as much of the other would be read
  tree_.symlink("other.pem", canary_.file());
  const std::jthread swapper([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      exchange(tree_.path("server.pem"), tree_.path("other.pem"));
      std::this_thread::sleep_for(100us);
    }
  });
  repeat(1s, [&](const tare::Context& context, unsigned threads) {
    tare::LintOptions options;
    options.ask_git = false;
    options.threads = threads;
    for (const tare::Finding& finding : tare::lint(context, options).findings) {
      EXPECT_FALSE(finding.id.starts_with("secret")) << finding.message;
    }
  });
}

TEST_F(Races, DigestsAreOfNothingFromOutside) {
  const std::string outside = digest_of(canary_.file());
  start(Manners::rough, kPause);
  repeat(2s, [&](const tare::Context& context, unsigned threads) {
    tare::DigestOptions options;
    options.keep_entries = true;
    options.threads = threads;
    const tare::ContextDigest digest = tare::digest(context, nullptr, options);
    for (const tare::EntryDigest& entry : digest.entries) {
      EXPECT_NE(entry.content, outside) << entry.name;
      EXPECT_FALSE(shows_canary(entry.name)) << entry.name;
    }
  });
}

// What a cache has kept in a race is right when it is over. Mutators leave each file alone for long
// enough, mostly, that a digest is kept, and give half of the files the time back that they had.
TEST_F(Races, ADigestCacheNeverRemembersAWrongDigest) {
  const TempTree elsewhere;
  tare::DigestOptions options;
  options.keep_entries = true;
  tare::DigestOptions cached = options;
  cached.cache = elsewhere.path("cache");
  std::uint64_t reused = 0;
  const auto end = Clock::now() + 4s * static_cast<int>(number_in("TARE_RACES", 1));
  for (unsigned phase = 0; (phase < 2 || Clock::now() < end) && !HasFailure(); ++phase) {
    start(Manners::gentle, phase % 2 == 0 ? 2000 : 20'000);
    for (const auto pause = Clock::now() + 150ms; Clock::now() < pause;) {
      ++rounds_;
      dog_.pat();
      cached.threads = std::data({1u, 2u, 8u})[rounds_ % 3];
      try {
        reused += tare::digest(tare::Context(tree_.path()), nullptr, cached).reused;
      } catch (const tare::Error& error) {  // shrank while it was read
        ++errors_;
        EXPECT_EQ(error.fault(), tare::Fault::input) << error.what();
      }
    }
    stop();
    const tare::ContextDigest from_cache =
        tare::digest(tare::Context(tree_.path()), nullptr, cached);
    const tare::ContextDigest from_files =
        tare::digest(tare::Context(tree_.path()), nullptr, options);
    EXPECT_EQ(from_cache.entries, from_files.entries);
    EXPECT_EQ(from_cache.context, from_files.context);
  }
  fmt::print("{} digests came from the cache\n", reused);
  EXPECT_GT(reused, 0u);
}

}  // namespace
