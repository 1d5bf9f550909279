// An ignore file and names: the matcher, whichever way it is asked and however little memory it
// has, decides as the obvious engine does; and what a walk would skip holds nothing.

#include <map>
#include <string>
#include <vector>

#include "input.hpp"
#include "support/oracle.hpp"
#include "tare/error.hpp"
#include "tare/scan.hpp"

namespace {

using fuzz::require;
using tare::Scan;

constexpr std::size_t kFew = std::size_t{16} << 10;  // bytes: states come and go

struct Known {
  Scan::State state;
  // Of this directory or one above it: nothing below can be included, or decided by another rule.
  bool closed = false;
  bool settled = false;
};

class Checking {
 public:
  // What the library takes the oracle takes, too: what it throws is a finding.
  explicit Checking(const tare::IgnoreFile& rules)
      : matcher_(rules), oracle_(matcher_.ignore_file()) {
    for (const std::size_t memory : {Scan::kMemory, std::size_t{1}, kFew}) {
      scans_.emplace_back(matcher_, memory);
    }
  }

  void check(const std::string& name) {
    const test::Decision expected = oracle_.match(name);
    require(test::decision(matcher_.match(name)) == expected);
    const Known& parent = known_[fuzz::parent_of(name)];
    Known& here = known_[name];
    here.state = next_scan().match(name, parent.state);
    check_verdict(name, here.state.verdict(), expected);
    require(!parent.closed || expected.excluded);
    require(!parent.settled || expected == test::decision(parent.state.verdict()));
    here.closed =
        parent.closed || (expected.excluded && !next_scan().may_include_below(name, here.state));
    here.settled = parent.settled || !next_scan().may_decide_below(name, here.state);
    for (const tare::Dialect dialect : {tare::Dialect::buildkit, tare::Dialect::classic}) {
      const tare::Matcher matcher = matcher_.in_dialect(dialect);
      require(matcher.enters(name) == oracle_.enters(dialect, name));
    }
    if (matcher_.names_below(name)) require(matcher_.enters(name));
  }

  // The states of before, in scans that have been elsewhere since.
  void check_again(const std::string& name) {
    const Scan::State& parent = known_[fuzz::parent_of(name)].state;
    const tare::Verdict verdict = next_scan().match(name, parent).verdict();
    require(test::decision(verdict) == test::decision(known_[name].state.verdict()));
  }

 private:
  // In turn, so that states go from one scan to the other.
  Scan& next_scan() { return scans_[turn_++ % scans_.size()]; }

  void check_verdict(const std::string& name, const tare::Verdict& verdict,
                     const test::Decision& expected) const {
    require(test::decision(verdict) == expected);
    const std::vector<std::size_t> lines = oracle_.matching(name);
    std::vector<std::size_t> found;
    for (const tare::Rule* rule : matcher_.matching(name)) found.push_back(rule->line);
    require(found == lines);
    const bool repeated = !lines.empty() && lines.back() > expected.line;
    require((verdict.repeated_by == nullptr) == !repeated);
    if (repeated) require(verdict.repeated_by->line == lines.back());
  }

  tare::Matcher matcher_;
  test::Oracle oracle_;
  std::vector<Scan> scans_;
  std::size_t turn_ = 0;
  std::map<std::string, Known> known_{{"", {}}};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kLongest = 1000;
  const fuzz::Input input = fuzz::read(data, size);
  if (input.text.size() > kLongest) return 0;
  try {
    Checking checking(tare::IgnoreFile::parse(input.text));
    for (const std::string& name : input.names) checking.check(name);
    for (auto name = input.names.rbegin(); name != input.names.rend(); ++name) {
      checking.check_again(*name);
    }
  } catch (const tare::Error&) {
    // Which texts are refused is for ignore_file_fuzz.
  }
  return 0;
}
