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

struct Known {
  Scan::State state;
  // Of the directories above: nothing can be included, or decided by another rule.
  bool closed = false;
  bool settled = false;
};

class Checking {
 public:
  explicit Checking(const tare::IgnoreFile& rules)
      : oracle_(rules), matcher_(rules), scans_{Scan(matcher_), Scan(matcher_, 1)} {}

  void check(const std::string& name) {
    const test::Decision expected = oracle_.match(name);
    require(test::decision(matcher_.match(name)) == expected);
    const Known& parent = known_[fuzz::parent_of(name)];
    Known& here = known_[name];
    // In turn, so that states go from one scan to the other.
    here.state = scans_[turn_++ % 2].match(name, parent.state);
    require(test::decision(here.state.verdict()) == expected);
    require(!parent.closed || expected.excluded);
    require(!parent.settled || expected.line == test::decision(parent.state.verdict()).line);
    Scan& scan = scans_[turn_ % 2];
    here.closed = parent.closed || (expected.excluded && !scan.may_include_below(name, here.state));
    here.settled = parent.settled || !scan.may_decide_below(name, here.state);
    if (matcher_.names_below(name)) require(matcher_.enters(name));
  }

 private:
  test::Oracle oracle_;
  tare::Matcher matcher_;
  Scan scans_[2];
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
  } catch (const tare::Error&) {
    // Which texts are refused is for ignore_file_fuzz.
  } catch (const std::invalid_argument&) {
    // The oracle meets an odd expression before the matcher does.
  }
  return 0;
}
