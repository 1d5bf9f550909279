#include "tree_walk.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <random>
#include <sstream>
#include <thread>

#include "support/temp_tree.hpp"

// Walks by many threads under limits so tight that they matter in a small tree.

namespace {

using test::TempTree;

// Everything that a walk tells, one line a call.
class Lines : public tare::Receiver {
 public:
  void include(const tare::Entry& entry, tare::Cargo* /*cargo*/, std::uint32_t /*p*/) override {
    text += "+ " + shown(entry);
  }
  void exclude(const tare::Entry& entry, tare::Visitor::Extent extent) override {
    text += std::to_string(static_cast<int>(extent)) + " " + shown(entry);
  }
  void pass_over(const tare::Entry& entry, tare::Visitor::Extent extent) override {
    text += "- " + std::to_string(static_cast<int>(extent)) + " " + shown(entry);
  }
  void diagnose(const tare::Diagnostic& diagnostic) override {
    text += "! " + tare::to_string(diagnostic) + "\n";
  }
  void end() override { text += "end\n"; }

  std::string text;

 private:
  static std::string shown(const tare::Entry& entry) {
    std::string line(entry.name);
    if (entry.verdict.rule != nullptr) line += " " + std::to_string(entry.verdict.rule->line);
    if (entry.status != nullptr) line += " " + std::to_string(entry.status->mode);
    return line + " " + std::to_string(static_cast<int>(entry.reason)) + "\n";
  }
};

// 400 directories of up to 150 entries, some of them 60 levels deep.
void fill(const TempTree& tree, std::mt19937& random) {
  std::vector<std::string> directories{""};
  const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
  for (int i = 0; i < 400; ++i) {
    const bool deeper = i % 6 != 0 && i < 60;
    const std::string& parent =
        deeper ? directories.back()
               : directories[below(static_cast<std::uint32_t>(directories.size()))];
    const std::string name = parent + "abcdefgh"[below(8)] + std::to_string(i);
    tree.directory(name);
    const std::uint32_t files = below(20) == 0 ? 150 : below(6);
    for (std::uint32_t f = 0; f < files; ++f) {
      tree.file(name + "/" + "abcxyz"[below(6)] + std::to_string(f) +
                (below(2) == 0 ? ".c" : ".md"));
    }
    directories.push_back(name + "/");
  }
}

constexpr const char* kRules = "a*\n**/*.md\n!**/x*.md\nb*/**\n!c*/**/y1*\n.dockerignore\n";

struct Case {
  unsigned threads;
  tare::WalkLimits limits;
};

std::string told(const tare::Context& context, const Case& c, tare::WalkOptions options = {}) {
  options.threads = c.threads;
  Lines lines;
  tare::TreeWalk(context, options, {}, c.limits).run(lines);
  return lines.text;
}

// Names that some tests leave out.
bool is_unlucky(std::string_view name) {
  return !name.ends_with("/z.c") && std::hash<std::string_view>()(name) % 7 == 0;
}

class ManyThreads : public testing::Test {
 protected:
  ManyThreads() {
    std::random_device device;
    const std::uint32_t seed = device();
    RecordProperty("seed", std::to_string(seed));
    std::mt19937 random(seed);
    fill(tree_, random);
    // Whatever the seed, there is something of everything that the tests look for.
    tree_.file("dz/z.c");
    tree_.file("dz/a-name-that-is-longer-than-thirty-bytes.c");
    for (int i = 0; i < 300; ++i) tree_.file("dz/" + std::to_string(i) + ".c");
    std::string unlucky = "e";
    while (!is_unlucky(unlucky)) unlucky += 'e';
    tree_.file(unlucky + "/below.c");
    tree_.file(".dockerignore", kRules);
  }

  [[nodiscard]] tare::Context open(tare::Dialect dialect = tare::Dialect::buildkit) const {
    tare::ContextOptions options;
    options.directory = tree_.path();
    options.dialect = dialect;
    return tare::Context(options);
  }

  TempTree tree_;
};

using std::chrono::microseconds;

// With room for nothing, only the reader at the front may go on; with no time alone, helpers start
// at once.
const Case kAlone{1, {std::size_t{16} << 20, microseconds(1'000'000), 128}};
const Case kCases[] = {
    {2, {std::size_t{16} << 20, microseconds(0), 128}},
    {8, {std::size_t{16} << 20, microseconds(0), 128}},
    {2, {1, microseconds(0), 128}},
    {16, {1, microseconds(0), 128}},
    {16, {20'000, microseconds(0), 0}},
    {3, {2'000, microseconds(0), 2}},
    {1, {1, microseconds(0), 0}},
    {32, {100'000, microseconds(300), 5}},
};

TEST_F(ManyThreads, TellTheSameAsOne) {
  for (const tare::Dialect dialect : {tare::Dialect::buildkit, tare::Dialect::classic}) {
    const tare::Context context = open(dialect);
    tare::WalkOptions options;
    options.included_status = options.excluded_status = tare::StatusOf::everything;
    const std::string expected = told(context, kAlone, options);
    ASSERT_EQ(expected.substr(expected.size() - 4), "end\n");
    for (const Case& c : kCases) {
      EXPECT_EQ(told(context, c, options), expected) << c.threads << " " << c.limits.waiting;
    }
  }
}

TEST_F(ManyThreads, TellTheSameOfANarrowedContext) {
  for (const std::vector<std::string>& requested : std::vector<std::vector<std::string>>{
           {"*/b*", "a1", "c*"}, {"a1/b", "b2", "h7/x"}, {"**/x*.c"}, {}}) {
    const tare::Context context = open().narrowed(requested);
    const std::string expected = told(context, kAlone);
    for (const Case& c : kCases) EXPECT_EQ(told(context, c), expected) << c.threads;
  }
}

// Readers that take a while, each time another, and a teller that does.
TEST_F(ManyThreads, DoNotWaitForEachOtherForEver) {
  class Sleepy : public tare::Collector {
   public:
    void collect(int /*parent*/, const char* base, tare::Event& /*event*/,
                 tare::Batch& /*batch*/) override {
      if (base[1] == '1') std::this_thread::sleep_for(microseconds(base[0] * 3));
    }
    [[nodiscard]] bool is_full(const tare::Batch& batch) const override {
      return batch.events.size() > 3;
    }
  };
  class SleepyLines : public Lines {
   public:
    void exclude(const tare::Entry& entry, tare::Visitor::Extent extent) override {
      if (++excluded_ % 20 == 0) std::this_thread::sleep_for(microseconds(500));
      Lines::exclude(entry, extent);
    }

   private:
    int excluded_ = 0;
  };
  const tare::Context context = open();
  const std::string expected = told(context, kAlone);
  for (const Case& c : kCases) {
    tare::WalkOptions options;
    options.threads = c.threads;
    SleepyLines lines;
    tare::TreeWalk(
        context, options, [] { return std::make_unique<Sleepy>(); }, c.limits)
        .run(lines);
    EXPECT_EQ(lines.text, expected) << c.threads << " " << c.limits.waiting;
  }
}

constexpr std::size_t kHeavy = 30'000;
constexpr std::size_t kFull = 250'000;

// What waits to be told stays within the limit, and a batch for each reader.
TEST_F(ManyThreads, KeepWhatWaitsWithinTheLimit) {
  static std::atomic<std::size_t> waiting;
  static std::atomic<std::size_t> most;
  struct Counted : tare::Cargo {
    void clear() override { waiting -= std::exchange(held, 0); }
    [[nodiscard]] std::size_t size() const override { return held; }
    std::size_t held = 0;
  };
  class Heavy : public tare::Collector {
   public:
    void collect(int /*parent*/, const char* /*base*/, tare::Event& /*event*/,
                 tare::Batch& batch) override {
      if (!batch.cargo) batch.cargo = std::make_unique<Counted>();
      static_cast<Counted&>(*batch.cargo).held += kHeavy;
      most = std::max<std::size_t>(most, waiting += kHeavy);
    }
    [[nodiscard]] bool is_full(const tare::Batch& batch) const override {
      return batch.cargo && batch.cargo->size() >= kFull;
    }
  };
  class Slow : public Lines {
   public:
    void include(const tare::Entry& entry, tare::Cargo* cargo, std::uint32_t parcel) override {
      std::this_thread::sleep_for(microseconds(100));
      Lines::include(entry, cargo, parcel);
    }
  };
  waiting = most = 0;
  tare::WalkOptions options;
  options.threads = 16;
  const tare::WalkLimits limits{2'000'000, microseconds(0), 128};
  const tare::Context context = open();
  Slow lines;
  tare::TreeWalk(
      context, options, [] { return std::make_unique<Heavy>(); }, limits)
      .run(lines);
  EXPECT_EQ(waiting, 0u);
  EXPECT_GT(most, limits.waiting / 2);  // or this shows nothing
  EXPECT_LE(most, limits.waiting + 17 * (kFull + kHeavy));
}

// `text`, as Lines has it, without what follows an included directory of `left_out` and is below
// it; and without these entries themselves where `itself`.
std::string without(const std::string& text, const std::function<bool(std::string_view)>& left_out,
                    bool itself) {
  std::string result;
  std::string skipped = "//";
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t begin = line.find_first_of("-+0123456789") == 0 ? line.find(' ') + 1 : 0;
    const std::string name = line.substr(begin, line.find(' ', begin) - begin);
    if (name.compare(0, skipped.size(), skipped) == 0) continue;
    const bool now = line[0] == '+' && left_out(name);
    if (now) skipped = name + "/";
    if (!now || !itself) result += line + "\n";
  }
  return result;
}

TEST_F(ManyThreads, SkipTheSameAsOne) {
  class Skipping : public Lines {
   public:
    void include(const tare::Entry& entry, tare::Cargo* cargo, std::uint32_t parcel) override {
      Lines::include(entry, cargo, parcel);
      next_ = is_unlucky(entry.name) ? tare::Visitor::Next::skip : tare::Visitor::Next::go_on;
    }
    [[nodiscard]] tare::Visitor::Next next() const override { return next_; }

   private:
    tare::Visitor::Next next_ = tare::Visitor::Next::go_on;
  };
  for (const tare::Dialect dialect : {tare::Dialect::buildkit, tare::Dialect::classic}) {
    const tare::Context context = open(dialect);
    const std::string everything = told(context, kAlone);
    const std::string expected = without(everything, is_unlucky, false);
    ASSERT_NE(expected, everything);
    for (const Case& c : kCases) {
      tare::WalkOptions options;
      options.threads = c.threads;
      Skipping lines;
      tare::TreeWalk(context, options, {}, c.limits).run(lines);
      EXPECT_EQ(lines.text, expected) << c.threads << " " << c.limits.waiting;
    }
  }
}

TEST_F(ManyThreads, ChooseTheSameAsOne) {
  tare::WalkOptions options;
  options.choose = [](const tare::Entry& entry) { return !is_unlucky(entry.name); };
  for (const tare::Dialect dialect : {tare::Dialect::buildkit, tare::Dialect::classic}) {
    const tare::Context context = open(dialect);
    const std::string expected = without(told(context, kAlone), is_unlucky, true);
    for (const Case& c : kCases) {
      EXPECT_EQ(told(context, c, options), expected) << c.threads << " " << c.limits.waiting;
    }
  }
}

TEST_F(ManyThreads, EndWhenTheReceiverStops) {
  class Stopping : public Lines {
   public:
    void include(const tare::Entry& entry, tare::Cargo* cargo, std::uint32_t parcel) override {
      ++entries_;
      Lines::include(entry, cargo, parcel);
    }
    [[nodiscard]] tare::Visitor::Next next() const override {
      return entries_ < 200 ? tare::Visitor::Next::go_on : tare::Visitor::Next::stop;
    }

   private:
    int entries_ = 0;
  };
  const tare::Context context = open();
  const std::string everything = told(context, kAlone);
  for (const Case& c : kCases) {
    tare::WalkOptions options;
    options.threads = c.threads;
    Stopping lines;
    tare::TreeWalk(context, options, {}, c.limits).run(lines);
    EXPECT_EQ(std::count(lines.text.begin(), lines.text.end(), '+'), 200) << c.threads;
    EXPECT_EQ(everything.compare(0, lines.text.size(), lines.text), 0) << c.threads;
  }
}

TEST_F(ManyThreads, EndWhenTheReceiverThrows) {
  struct Enough {};
  class Impatient : public Lines {
   public:
    void include(const tare::Entry& entry, tare::Cargo* cargo, std::uint32_t parcel) override {
      if (++entries_ == 200) throw Enough();
      Lines::include(entry, cargo, parcel);
    }

   private:
    int entries_ = 0;
  };
  const tare::Context context = open();
  for (const Case& c : kCases) {
    tare::WalkOptions options;
    options.threads = c.threads;
    Impatient lines;
    tare::TreeWalk walk(context, options, {}, c.limits);
    EXPECT_THROW(walk.run(lines), Enough);
  }
}

TEST_F(ManyThreads, PassOnWhatEndedAReader) {
  struct Broken {};
  class Breaking : public tare::Collector {
   public:
    void collect(int /*parent*/, const char* /*base*/, tare::Event& event,
                 tare::Batch& batch) override {
      if (batch.name(event).size() > 30) throw Broken();
    }
    [[nodiscard]] bool is_full(const tare::Batch& /*batch*/) const override { return false; }
  };
  const tare::Context context = open();
  for (const Case& c : kCases) {
    tare::WalkOptions options;
    options.threads = c.threads;
    Lines lines;
    tare::TreeWalk walk(
        context, options, [] { return std::make_unique<Breaking>(); }, c.limits);
    EXPECT_THROW(walk.run(lines), Broken);
  }
}

// The error is that of the first entry in the order of the tree, and all before it has been told.
TEST_F(ManyThreads, FailAtTheSameEntryAsOne) {
  class Failing : public tare::Collector {
   public:
    void collect(int /*parent*/, const char* base, tare::Event& event,
                 tare::Batch& batch) override {
      if (base[0] == 'z') batch.fail(event, "is a z");
    }
    [[nodiscard]] bool is_full(const tare::Batch& /*batch*/) const override { return false; }
  };
  const tare::Context context = open();
  const auto outcome = [&](const Case& c) {
    tare::WalkOptions options;
    options.threads = c.threads;
    Lines lines;
    try {
      tare::TreeWalk(
          context, options, [] { return std::make_unique<Failing>(); }, c.limits)
          .run(lines);
    } catch (const tare::Error& error) {
      return lines.text + error.what();
    }
    return std::string("no error");
  };
  const std::string expected = outcome(kAlone);
  EXPECT_THAT(expected, testing::EndsWith("': is a z"));
  for (const Case& c : kCases) EXPECT_EQ(outcome(c), expected) << c.threads;
}

TEST_F(ManyThreads, SizeExcludedDirectories) {
  tree_.file(".dockerignore", "*\n");
  const tare::Context context = open();
  tare::ReportOptions options;
  options.threads = 1;
  const std::string expected = tare::to_json(tare::report(context, options), "tree");
  for (const unsigned threads : {2u, 8u, 32u}) {
    options.threads = threads;
    EXPECT_EQ(tare::to_json(tare::report(context, options), "tree"), expected);
  }
}

}  // namespace
