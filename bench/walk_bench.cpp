#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>

#include "bare_walk.hpp"
#include "tare/context.hpp"
#include "tare/error.hpp"
#include "tare/pack.hpp"
#include "tare/report.hpp"
#include "tare/walk.hpp"

// What the library does with a whole tree, without the output of the commands around it, and as a
// floor under each figure what the system calls alone take on one thread: floor/names under a walk,
// floor/sizes under a report, floor/bytes under a pack. The floors know no rules: they take the
// tree whole.

namespace {

using benchmark::Counter;

class Counting : public tare::Visitor {
 public:
  Next include(const tare::Entry& /*entry*/) override {
    ++entries_;
    return Next::go_on;
  }
  void exclude(const tare::Entry& /*entry*/, Extent /*extent*/) override { ++entries_; }

  [[nodiscard]] std::uint64_t entries() const noexcept { return entries_; }

 private:
  std::uint64_t entries_ = 0;
};

void set_rate(benchmark::State& state, const char* what, std::uint64_t total) {
  state.counters[what] = Counter(static_cast<double>(total), Counter::kIsRate);
}

void set_rate_of_bytes(benchmark::State& state, std::uint64_t bytes) {
  state.counters["bytes/s"] =
      Counter(static_cast<double>(bytes), Counter::kIsRate, Counter::OneK::kIs1024);
}

auto measured(benchmark::internal::Benchmark* subject) {
  return subject->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime()->UseRealTime();
}

std::uint64_t entries_in(const tare::Report& report) {
  return report.context.entries() + report.excluded.entries();
}

void walk(benchmark::State& state, const tare::Context& context) {
  Counting visitor;
  for (auto _ : state) tare::walk(context, {}, visitor);
  set_rate(state, "entries/s", visitor.entries());
}

void report(benchmark::State& state, const tare::Context& context) {
  tare::ReportOptions options;
  options.threads = static_cast<unsigned>(state.range(0));
  std::uint64_t entries = 0;
  for (auto _ : state) entries += entries_in(tare::report(context, options));
  set_rate(state, "entries/s", entries);
}

void pack(benchmark::State& state, const tare::Context& context) {
  tare::PackOptions options;
  options.report.measure = false;
  std::uint64_t entries = 0;
  std::uint64_t bytes = 0;
  const auto sink = [&](std::span<const std::byte> block) { bytes += block.size(); };
  for (auto _ : state) entries += tare::pack(context, sink, options).context.entries();
  set_rate(state, "entries/s", entries);
  set_rate_of_bytes(state, bytes);
}

void floor(benchmark::State& state, const std::string& tree, tare::bench::Depth depth) {
  std::uint64_t bytes = 0;
  const tare::bench::BareSink sink = [&](std::span<const std::byte> block) {
    bytes += block.size();
  };
  std::uint64_t entries = 0;
  for (auto _ : state) entries += tare::bench::bare_walk(tree, depth, sink).entries;
  set_rate(state, "entries/s", entries);
  if (bytes > 0) set_rate_of_bytes(state, bytes);
}

void register_floors(const std::string& tree) {
  const auto add = [&](const char* name, tare::bench::Depth depth) {
    measured(benchmark::RegisterBenchmark(name, floor, tree, depth));
  };
  add("floor/names", tare::bench::Depth::kNames);
  add("floor/sizes", tare::bench::Depth::kSizes);
  add("floor/bytes", tare::bench::Depth::kBytes);
}

void register_for(const std::string& rules, const tare::Context& context) {
  const auto add = [&](const char* subject, auto function) {
    return measured(
        benchmark::RegisterBenchmark((subject + ('/' + rules)).c_str(), function, context));
  };
  add("walk", walk);
  add("report", report)->ArgName("threads")->Arg(1)->Arg(2);
  add("pack", pack);
}

int run(const char* tree, const char* rules) {
  // Warms the cache: the floors come first.
  static_cast<void>(tare::bench::bare_walk(tree, tare::bench::Depth::kBytes));
  register_floors(tree);
  tare::ContextOptions options;
  options.directory = tree;
  options.use_ignore_file = false;
  register_for("no_rules", tare::Context(options));
  options.use_ignore_file = true;
  options.ignore_file = rules;
  register_for("rules", tare::Context(options));
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (argc != 3) {
    static_cast<void>(std::fputs("Usage: tare_walk_bench [--benchmark_...] TREE RULES\n", stderr));
    return 2;
  }
  try {
    return run(argv[1], argv[2]);
  } catch (const tare::Error& error) {
    static_cast<void>(std::fprintf(stderr, "%s\n", error.what()));
    return 2;
  }
}
