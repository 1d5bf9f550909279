// Any bytes as what tare has saved in JSON: a baseline, a digest and a report that come back as
// they are written again, or an error on one line that names the file.

#include <string>
#include <string_view>

#include "input.hpp"
#include "tare/baseline.hpp"
#include "tare/digest.hpp"
#include "tare/error.hpp"
#include "tare/report_diff.hpp"

namespace {

using fuzz::require;

template <typename Read>
void check(const Read& read) {
  try {
    read();
  } catch (const tare::Error& error) {
    require(error.fault() == tare::Fault::usage && error.where() == "f");
    require(std::string_view(error.what()).find('\n') == std::string_view::npos);
  }
}

void check_baseline(std::string_view text) {
  const tare::Baseline baseline = tare::Baseline::parse(text, "f");
  const tare::Baseline again = tare::Baseline::parse(tare::to_json(baseline), "f");
  require(again.files == baseline.files && again.bytes == baseline.bytes);
  require(again.parts.size() == baseline.parts.size());
}

void check_digest(std::string_view text) {
  const tare::ContextDigest digest = tare::digest_of_json(text, "f");
  for (const tare::StepDigest& step : digest.steps) {
    std::uint32_t last = 0;
    for (const tare::EntryRange& range : step.entries) {
      require(range.begin >= last && range.end > range.begin);
      last = range.end;
    }
    require(last <= digest.entries.size());
  }
  const tare::DigestChange change = tare::changes(digest, digest);
  require(!change.context && !change.build && change.changes.empty());
  for (const tare::StepChange& step : change.steps) {
    require(step.why == tare::StepChange::Why::cached);
  }
  const std::string written = tare::to_json(digest, "d");
  require(tare::to_json(tare::digest_of_json(written, "f"), "d") == written);
}

void check_report(const std::string& text) {
  require(tare::diff_reports(text, "f", text, "f").changes.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  check([&] { check_baseline(text); });
  check([&] { check_digest(text); });
  check([&] { check_report(text); });
  return 0;
}
