#include <cstring>
#include <memory>
#include <new>
#include <type_traits>
#include <vector>

#include "c_entry.hpp"
#include "c_error.hpp"
#include "c_matcher.hpp"
#include "tare/explain.hpp"
#include "tare/scan.hpp"

struct tare_scan {
  tare::Matcher matcher;  // which the rules of verdicts live as long as
  tare::Scan scan;
};

namespace tare::c {
namespace {

// A state travels as its bytes.
static_assert(std::is_trivially_copyable_v<Scan::State>);
static_assert(sizeof(Scan::State) <= sizeof(tare_state));

Scan::State state_of(const tare_state* state) {
  Scan::State result;
  if (state != nullptr) std::memcpy(static_cast<void*>(&result), state, sizeof result);
  return result;
}

}  // namespace

}  // namespace tare::c

using tare::c::guarded;

tare_matcher* tare_matcher_parse(const char* text, size_t size, const char* file,
                                 tare_error** error) {
  tare_matcher* made = nullptr;
  guarded(error, [&] {
    const std::string_view rules = size != 0 ? std::string_view(text, size) : std::string_view();
    made = new tare_matcher{
        tare::Matcher(tare::IgnoreFile::parse(rules, file != nullptr ? file : ".dockerignore"))};
  });
  return made;
}

void tare_matcher_free(tare_matcher* matcher) { delete matcher; }

tare_status tare_match(const tare_matcher* matcher, const char* name, tare_verdict* verdict,
                       tare_error** error) {
  return guarded(error, [&] { *verdict = tare::c::verdict_of(matcher->matcher.match(name)); });
}

int tare_enters(const tare_matcher* matcher, const char* name) {
  bool enters = true;
  guarded(nullptr, [&] { enters = matcher->matcher.enters(name); });
  return enters ? 1 : 0;
}

tare_status tare_explain(const tare_matcher* matcher, const char* const* names, size_t count,
                         char** json, tare_error** error) {
  *json = nullptr;
  return guarded(error, [&] {
    std::vector<tare::Explanation> explanations;
    for (size_t i = 0; i < count; ++i) {
      explanations.push_back(tare::explain(matcher->matcher, names[i]));
    }
    *json = tare::c::copy_of(tare::to_json(explanations, matcher->matcher));
  });
}

tare_scan* tare_scan_new(const tare_matcher* matcher, tare_error** error) {
  tare_scan* made = nullptr;
  guarded(error, [&] { made = new tare_scan{matcher->matcher, tare::Scan(matcher->matcher)}; });
  return made;
}

void tare_scan_free(tare_scan* scan) { delete scan; }

tare_status tare_scan_match(tare_scan* scan, const char* name, const tare_state* parent,
                            tare_state* state, tare_verdict* verdict, tare_error** error) {
  return guarded(error, [&] {
    const tare::Scan::State found = scan->scan.match(name, tare::c::state_of(parent));
    std::memset(state, 0, sizeof *state);
    std::memcpy(state, static_cast<const void*>(&found), sizeof found);
    if (verdict != nullptr) *verdict = tare::c::verdict_of(found.verdict());
  });
}

int tare_scan_may_include_below(tare_scan* scan, const char* name, const tare_state* state) {
  bool may = true;
  guarded(nullptr, [&] { may = scan->scan.may_include_below(name, tare::c::state_of(state)); });
  return may ? 1 : 0;
}
