#include "redundancy.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "compiled_rules.hpp"
#include "descent.hpp"
#include "inclusion.hpp"
#include "opening.hpp"
#include "simulation.hpp"
#include "tare/scan.hpp"
#include "witness.hpp"

// What follows from the loop in engine.cpp: going down a name, rules that match a part of it turn
// the verdict around, one by one, ascending; the last that did so is M, and below that part only
// rules above M count. A rule that repeats the verdict leaves no trace. So, for a rule A and a rule
// B of the same polarity, with opposing rules C:
//
// B before A. A never turns anything around on a name that B matches itself, unless a C between
// them did after B, on the name or above. Where B matches a directory above, it may have repeated a
// verdict of M < B, and a C in (M, B) below that directory comes through.
//
// B behind A. Both lead to the same verdict on a name that B matches itself. With A, M may be
// lower, so that a C between them counts below the name. If B matches above: M > A there, or B
// repeated an earlier verdict, as before.
//
// B behind A, of opposite polarity, matching all names of A itself. Then B has the last word, but
// M = B, when without A it would have been an earlier rule; another rule of A's opposite before B
// could count below the name then.
//
// Rules that are found redundant are no longer used to show that others are, so that all can go at
// once. They still count among the C, so that each can go alone.

namespace tare {
namespace {

constexpr std::size_t kMostCandidates = 16;  // each is a pair to be compared
constexpr std::size_t kMostPairs = 100;      // to be compared for one rule
constexpr std::size_t kMostOpposing = 50'000'000;
// To follow examples through all rules: a second or two. A line of wildcards has as many nodes as
// bytes, and all of them may be open at once.
constexpr std::uint64_t kMostFollowed = 500'000'000;

using Reason = Redundancy::Reason;

constexpr std::size_t kLongestExample = 4096;  // in characters; no name is longer

class Search {
 public:
  explicit Search(const Matcher& matcher)
      : compiled_(matcher.ignore_file()),
        simulation_(compiled_.automaton(), Scan::kMemory),
        rules_(compiled_.ignore_file().rules()),
        inclusions_(rules_),
        descent_(rules_, matcher.dialect()),
        opening_(rules_, matcher.dialect()),
        redundant_(rules_.size()),
        later_(rules_.size()) {
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      by_polarity_[rules_[i].exception ? 1 : 0].push_back(i);
      by_pattern_[rules_[i].pattern].push_back(i);
    }
  }

  std::vector<Redundancy> run() {
    for (std::size_t a = 0; a < rules_.size(); ++a) look_for_earlier(a);
    for (std::size_t a = 0; a < rules_.size(); ++a) {
      if (!redundant_[a]) look_for_later(a);
    }
    std::sort(found_.begin(), found_.end(),
              [](const Redundancy& a, const Redundancy& b) { return a.rule < b.rule; });
    return std::move(found_);
  }

 private:
  void look_for_earlier(std::size_t a) {
    const std::vector<std::size_t> candidates = candidates_for(a);
    keep_later(a, candidates);
    most_compared_ = inclusions_.compared() + kMostPairs;
    if (rules_[a].exception && none_meets(a, 0, a)) {
      return found(a, Reason::nothing_excluded, last_exclusion(a, candidates));
    }
    if (rules_[a].exception) {
      for (const std::size_t b : candidates) {
        if (!rules_[b].exception && not_entered(a, b)) return found(a, Reason::not_entered, b);
      }
    }
    std::size_t tried = 0;
    for (auto b = candidates.rbegin(); b != candidates.rend() && tried < kMostCandidates; ++b) {
      if (*b > a || rules_[*b].exception != rules_[a].exception) continue;
      ++tried;
      if (covered_by_earlier(a, *b)) return found(a, Reason::covered, *b);
    }
  }

  void look_for_later(std::size_t a) {
    most_compared_ = inclusions_.compared() + kMostPairs;
    for (const std::size_t b : later_[a]) {
      if (redundant_[b]) continue;
      if (rules_[b].exception == rules_[a].exception) {
        if (covered_by_later(a, b)) return found(a, Reason::covered, b);
      } else if (overruled_by_later(a, b)) {
        return found(a, rules_[a].exception ? Reason::excluded_again : Reason::brought_back, b);
      }
    }
  }

  void keep_later(std::size_t a, const std::vector<std::size_t>& candidates) {
    const auto first = std::upper_bound(candidates.begin(), candidates.end(), a);
    const auto left = static_cast<std::size_t>(candidates.end() - first);
    later_[a].assign(first, first + static_cast<std::ptrdiff_t>(std::min(left, kMostCandidates)));
  }

  // `a` itself when there is none among the candidates.
  std::size_t last_exclusion(std::size_t a, const std::vector<std::size_t>& candidates) const {
    const auto last = std::find_if(candidates.rbegin(), candidates.rend(),
                                   [&](std::size_t b) { return !rules_[b].exception; });
    return last == candidates.rend() ? a : *last;
  }

  void found(std::size_t a, Reason reason, std::size_t by) {
    if (rules_[a].exception) {
      if (!by_polarity_[0].empty() && !opening_.can_go(a)) return;
      opening_.take_out(a);
    }
    redundant_[a] = true;
    found_.push_back({a, reason, by});
  }

  // Returns the rules that match, there or above, two names that `a` matches: what covers it is
  // among them. Ascending. Without an example, only the same pattern is known to cover.
  std::vector<std::size_t> candidates_for(std::size_t a) {
    std::vector<std::size_t> all;
    const std::vector<std::string> names = witnesses_of(a);
    if (names.empty()) all = by_pattern_[rules_[a].pattern];
    near_.clear();
    bool first = true;
    for (const std::string& name : names) {
      const std::vector<std::size_t> these = matching(name);
      if (!std::binary_search(these.begin(), these.end(), a)) continue;
      if (first) {
        all = near_ = these;
      } else {
        all.clear();
        std::set_intersection(near_.begin(), near_.end(), these.begin(), these.end(),
                              std::back_inserter(all));
        std::vector<std::size_t> either;
        std::set_union(near_.begin(), near_.end(), these.begin(), these.end(),
                       std::back_inserter(either));
        near_ = std::move(either);
      }
      first = false;
    }
    all.erase(std::remove_if(all.begin(), all.end(),
                             [&](std::size_t b) { return b == a || redundant_[b]; }),
              all.end());
    return all;
  }

  std::vector<std::string> witnesses_of(std::size_t a) {
    if (simulation_.work() > kMostFollowed) return {};
    const std::optional<Pieces>& pieces = inclusions_.pieces(a);
    if (pieces && pieces->size() > kLongestExample) return {};
    return pieces ? witnesses(*pieces, inclusions_.classes(a)) : std::vector<std::string>();
  }

  // The rules that match `name` or a directory above.
  std::vector<std::size_t> matching(std::string_view name) {
    std::vector<int> all;
    simulation_.start();
    simulation_.run("/");
    for (std::size_t from = 0;;) {
      const std::size_t end = std::min(name.find('/', from), name.size());
      simulation_.run(name.substr(from, end - from));
      const std::vector<int> accepted = simulation_.accepted();
      all.insert(all.end(), accepted.begin(), accepted.end());
      compiled_.slow_rules().append_matches(name.substr(0, end), all);
      if (end == name.size()) break;
      simulation_.run("/");
      from = end + 1;
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return {all.begin(), all.end()};
  }

  // Whether `holds` for no rule of the other polarity than `a` in [from, to).
  template <typename Holds>
  bool no_opposing(std::size_t a, std::size_t from, std::size_t to, Holds holds) {
    const std::vector<std::size_t>& opposing = by_polarity_[rules_[a].exception ? 0 : 1];
    for (auto c = std::lower_bound(opposing.begin(), opposing.end(), from);
         c != opposing.end() && *c < to; ++c) {
      if (gives_up() || holds(*c)) return false;
    }
    return true;
  }

  bool gives_up() {
    return ++looked_at_ > kMostOpposing || inclusions_.compared() > most_compared_;
  }

  // Whether a C before A can come through below a directory that B matches, on a name of A.
  bool comes_through(std::size_t a, std::size_t b, std::size_t c) {
    return inclusions_.of(a, c).meets && inclusions_.of(b, c).reached_below;
  }

  // Whether no opposing rule in [from, to) meets `a`. One that matches an example does.
  bool none_meets(std::size_t a, std::size_t from, std::size_t to) {
    for (auto c = std::lower_bound(near_.begin(), near_.end(), from); c != near_.end() && *c < to;
         ++c) {
      if (*c != a && rules_[*c].exception != rules_[a].exception) return false;
    }
    return no_opposing(a, from, to, [&](std::size_t c) { return inclusions_.of(a, c).meets; });
  }

  // Whether every name of exception `a` lies in a directory that exclusion `b` matches, no
  // exception brings back, and none has opened.
  bool not_entered(std::size_t a, std::size_t b) {
    if (descent_.enters_everywhere() || !inclusions_.of(a, b).below) return false;
    if (!opened_) opened_ = matching_opened();
    return opened_->count(b) == 0 && no_opposing(b, 0, rules_.size(), [&](std::size_t c) {
             return inclusions_.of(b, c).meets;
           });
  }

  // The rules that match a directory which exceptions open. That of BuildKit's names have no
  // wildcards; for the classic builder a wildcard is a character like others, and a directory so
  // called is nobody's.
  std::set<std::size_t> matching_opened() {
    std::set<std::size_t> all;
    for (const std::string& directory : descent_.directories()) {
      if (directory.find_first_of("*?[") != std::string::npos) continue;
      const std::vector<std::size_t> these = matching(directory);
      all.insert(these.begin(), these.end());
    }
    return all;
  }

  bool covered_by_earlier(std::size_t a, std::size_t b) {
    const Inclusion inclusion = inclusions_.of(a, b);
    if (!inclusion.covered) return false;
    if (!none_meets(a, b, a)) return false;
    return inclusion.inside ||
           no_opposing(a, 0, b, [&](std::size_t c) { return comes_through(a, b, c); });
  }

  bool covered_by_later(std::size_t a, std::size_t b) {
    const Inclusion inclusion = inclusions_.of(a, b);
    if (!inclusion.covered) return false;
    if (!no_opposing(a, a, b, [&](std::size_t c) { return inclusions_.of(a, c).reached_below; })) {
      return false;
    }
    return inclusion.inside ||
           no_opposing(a, 0, a, [&](std::size_t c) { return comes_through(a, b, c); });
  }

  bool overruled_by_later(std::size_t a, std::size_t b) {
    if (!inclusions_.of(a, b).inside) return false;
    for (std::size_t c = 0; c < b; ++c) {
      if (c == a || rules_[c].exception != rules_[a].exception) continue;
      if (gives_up() || inclusions_.of(a, c).reached_below) return false;
    }
    return true;
  }

  CompiledRules compiled_;
  Simulation simulation_;
  const std::vector<Rule>& rules_;
  Inclusions inclusions_;
  Descent descent_;
  Opening opening_;
  std::vector<std::size_t> near_;  // match an example of the rule that is looked at, or above
  std::vector<bool> redundant_;
  std::vector<std::vector<std::size_t>> later_;  // for each rule the candidates behind it
  std::array<std::vector<std::size_t>, 2> by_polarity_;
  std::unordered_map<std::string_view, std::vector<std::size_t>> by_pattern_;
  std::size_t most_compared_ = 0;  // until the present rule is given up
  std::size_t looked_at_ = 0;
  std::optional<std::set<std::size_t>> opened_;
  std::vector<Redundancy> found_;
};

}  // namespace

std::vector<Redundancy> find_redundant(const Matcher& matcher) { return Search(matcher).run(); }

}  // namespace tare
