#include <benchmark/benchmark.h>

#include <cstddef>
#include <string>

#include "match_cases.hpp"
#include "memory_use.hpp"

// What matching costs a path, as a walk asks: each name with the state of its directory at hand.

namespace {

using benchmark::Counter;
using tare::bench::Tree;

const Tree& node_tree() {
  static const Tree tree(tare::bench::node_listing(80'000));
  return tree;
}

tare::Matcher compiled(const std::string& text) {
  return tare::Matcher(tare::IgnoreFile::parse(text));
}

std::string rules_of(const benchmark::State& state, const char* kind) {
  return tare::bench::rules_text(kind, static_cast<std::size_t>(state.range(0)), node_tree());
}

void count(benchmark::State& state, const char* what, const char* each, std::size_t number) {
  const double total = static_cast<double>(number) * static_cast<double>(state.iterations());
  state.counters[what] = Counter(total, Counter::kIsRate);
  state.counters[each] = Counter(total, Counter::kIsRate | Counter::kInvert);
}

void match(benchmark::State& state, const char* kind) {
  const tare::Matcher matcher = compiled(rules_of(state, kind));
  tare::Scan scan(matcher);
  std::size_t excluded = 0;
  for (auto _ : state) {
    excluded = tare::bench::match_all(node_tree(), scan);
    benchmark::DoNotOptimize(excluded);
  }
  state.counters["excluded"] = static_cast<double>(excluded);
  count(state, "paths/s", "per_path", node_tree().names().size());
}

// Each walk with a new scan, so that the states that explode are met every time.
void adversarial(benchmark::State& state) {
  constexpr std::size_t kNames = 20'000;
  const Tree tree(
      tare::bench::adversarial_listing(kNames, static_cast<std::size_t>(state.range(0))));
  const tare::Matcher matcher = compiled(tare::bench::rules_text("adversarial", 1, tree));
  const tare::bench::MemoryUse memory;
  for (auto _ : state) {
    tare::Scan scan(matcher);
    benchmark::DoNotOptimize(tare::bench::match_all(tree, scan));
  }
  state.counters["touched"] =
      Counter(static_cast<double>(memory.resident()), Counter::kDefaults, Counter::kIs1024);
  state.counters["reserved"] =
      Counter(static_cast<double>(memory.heap()), Counter::kDefaults, Counter::kIs1024);
  count(state, "paths/s", "per_path", kNames);
}

void compile(benchmark::State& state, const char* kind) {
  const std::string text = rules_of(state, kind);
  for (auto _ : state) {
    tare::Matcher matcher = compiled(text);
    benchmark::DoNotOptimize(matcher);
  }
  count(state, "rules/s", "per_rule", static_cast<std::size_t>(state.range(0)));
}

void some_rules(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgName("rules")->Arg(10)->Arg(100)->Arg(1000)->Arg(10000)->Unit(
      benchmark::kMicrosecond);
}

BENCHMARK_CAPTURE(match, endings, "endings")->Apply(some_rules);
BENCHMARK_CAPTURE(match, literals, "literals")->Apply(some_rules);
BENCHMARK_CAPTURE(match, mixed, "mixed")->Apply(some_rules);
BENCHMARK_CAPTURE(match, existing, "existing")->Apply(some_rules);
BENCHMARK(adversarial)->ArgName("length")->Arg(40)->Arg(200)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(compile, endings, "endings")->Apply(some_rules);
BENCHMARK_CAPTURE(compile, literals, "literals")->Apply(some_rules);
BENCHMARK_CAPTURE(compile, mixed, "mixed")->Apply(some_rules);
BENCHMARK_CAPTURE(compile, existing, "existing")->Apply(some_rules);

}  // namespace

BENCHMARK_MAIN();
