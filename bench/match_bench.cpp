#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tare/scan.hpp"

// What matching costs a path, as a walk asks: each name with the verdict of its directory at hand.

namespace {

constexpr std::size_t kNoParent = static_cast<std::size_t>(-1);

struct Name {
  std::string text;
  std::size_t parent = kNoParent;  // index of its directory
};

std::size_t add(std::vector<Name>& names, std::size_t parent, const std::string& base) {
  const bool top = parent == kNoParent;
  names.push_back({top ? base : names[parent].text + '/' + base, parent});
  return names.size() - 1;
}

// 3,701 names in the order of a walk.
std::vector<Name> workspace() {
  std::vector<Name> names;
  const std::size_t root = add(names, kNoParent, "packages");
  for (int package = 0; package < 100; ++package) {
    const std::size_t home = add(names, root, "package-" + std::to_string(package));
    for (const char* part : {"dist", "fixtures", "src", "test"}) {
      const std::size_t directory = add(names, home, part);
      for (const char* base : {"client.js", "client.js.map", "index.ts", "options.json",
                               "request-queue.ts", "styles.css", "types.d.ts", "view.tsx"}) {
        add(names, directory, base);
      }
    }
  }
  return names;
}

using LineOfRules = std::string (*)(std::size_t);

std::string literal(std::size_t i) { return "packages/package-" + std::to_string(i) + "/dist"; }

std::string ending(std::size_t i) { return i == 0 ? "**/*.map" : "**/*.x" + std::to_string(i); }

std::string mixed(std::size_t i) {
  const std::string number = std::to_string(i);
  switch (i % 8) {
    case 0:
      return literal(i);
    case 1:
      return "**/*.x" + number;
    case 2:
      return "**/cache-" + number;
    case 3:
      return "packages/*/fixtures/case-" + number + "-*";
    case 4:
      return "!packages/package-" + number + "/dist/index.ts";
    case 5:
      return "**/tmp-" + number + "/**";
    case 6:
      return "logs-" + number + "/**";
    default:
      return "!**/.env.example-" + number;
  }
}

std::string ignore_text(LineOfRules line, std::int64_t rules) {
  std::string text;
  for (std::size_t i = 0; i < static_cast<std::size_t>(rules); ++i) {
    text += line(i) + '\n';
  }
  return text;
}

void count(benchmark::State& state, const char* what, const char* each, std::size_t number) {
  using benchmark::Counter;
  const double total = static_cast<double>(number) * static_cast<double>(state.iterations());
  state.counters[what] = Counter(total, Counter::kIsRate);
  state.counters[each] = Counter(total, Counter::kIsRate | Counter::kInvert);
}

void match(benchmark::State& state, LineOfRules line) {
  const std::vector<Name> names = workspace();
  const tare::Matcher matcher(tare::IgnoreFile::parse(ignore_text(line, state.range(0))));
  tare::Scan scan(matcher);
  std::vector<tare::Scan::State> states(names.size());
  for (auto _ : state) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::size_t parent = names[i].parent;
      states[i] =
          scan.match(names[i].text, parent == kNoParent ? tare::Scan::State() : states[parent]);
    }
    benchmark::DoNotOptimize(states.data());
    benchmark::ClobberMemory();
  }
  count(state, "paths/s", "per_path", names.size());
}

void compile(benchmark::State& state, LineOfRules line) {
  const std::string text = ignore_text(line, state.range(0));
  for (auto _ : state) {
    tare::Matcher matcher(tare::IgnoreFile::parse(text));
    benchmark::DoNotOptimize(matcher);
  }
  count(state, "rules/s", "per_rule", static_cast<std::size_t>(state.range(0)));
}

void some_rules(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgName("rules")->Arg(10)->Arg(100)->Arg(1000)->Arg(10000)->Unit(
      benchmark::kMicrosecond);
}

BENCHMARK_CAPTURE(match, literals, literal)->Apply(some_rules);
BENCHMARK_CAPTURE(match, endings, ending)->Apply(some_rules);
BENCHMARK_CAPTURE(match, mixed, mixed)->Apply(some_rules);
BENCHMARK_CAPTURE(compile, literals, literal)->Apply(some_rules);
BENCHMARK_CAPTURE(compile, endings, ending)->Apply(some_rules);
BENCHMARK_CAPTURE(compile, mixed, mixed)->Apply(some_rules);

}  // namespace

BENCHMARK_MAIN();
