#include <fmt/format.h>

#include <set>

#include "build_display.hpp"
#include "display_text.hpp"
#include "tare/printable.hpp"
#include "text.hpp"

namespace cli {
namespace {

bool is_warning(const tare::Diagnostic& diagnostic) {
  return diagnostic.severity == tare::Diagnostic::Severity::warning;
}

class PlainDisplay final : public BuildDisplay {
 public:
  PlainDisplay(BuildScreen screen, Palette palette, bool verbose)
      : screen_(std::move(screen)), palette_(palette), verbose_(verbose) {}

  void tell(const std::vector<BuildEvent>& events, const BuildSteps& /*steps*/) override {
    std::string lines;
    for (const BuildEvent& event : events) {
      const bool again = event.kind == BuildEvent::Kind::begun && event.step->begun > 1;
      if (!again) lines += event_line(event, palette_) + "\n";
    }
    if (!lines.empty()) screen_.write(lines);
  }

  void tell(const tare::Transfer& transfer) override {
    if (verbose_ && transfer.finished) line(transfer_line(transfer));
  }

  void tell(const tare::Diagnostic& diagnostic) override {
    const bool warning = is_warning(diagnostic);
    if (!warning && !verbose_) return;
    line(fmt::format("tare: {}: {}", warning ? "warning" : "note", to_string(diagnostic)));
  }

  void tell(const std::string& image, const PushStep& push) override {
    // How far each layer is would be a line for each block.
    if (told_.size() < kMostTold && told_.insert(image + push.layer + push.status).second) {
      line(push_line(image, push));
    }
  }

  void pushed(const std::string& image, const std::string& digest) override {
    line(fmt::format("pushed {}{}", tare::printable(image),
                     digest.empty() ? "" : "@" + tare::printable(digest)));
  }

  void fail(const BuildFailure& failure) override {
    screen_.write(failure_text(failure, palette_));
  }

  void end(const BuildSummary& summary) override { line("tare: " + summary_text(summary)); }

 private:
  static constexpr std::size_t kMostTold = 10'000;

  void line(const std::string& text) { screen_.write(text + "\n"); }

  BuildScreen screen_;
  Palette palette_;
  bool verbose_;
  std::set<std::string> told_;
};

class QuietDisplay final : public BuildDisplay {
 public:
  QuietDisplay(BuildScreen screen, Palette palette)
      : screen_(std::move(screen)), palette_(palette) {}

  void tell(const std::vector<BuildEvent>& /*events*/, const BuildSteps& /*steps*/) override {}
  void tell(const tare::Transfer& /*transfer*/) override {}
  void tell(const tare::Diagnostic& /*diagnostic*/) override {}
  void tell(const std::string& /*image*/, const PushStep& /*push*/) override {}
  void pushed(const std::string& /*image*/, const std::string& /*digest*/) override {}
  void fail(const BuildFailure& failure) override {
    screen_.write(failure_text(failure, palette_));
  }
  void end(const BuildSummary& /*summary*/) override {}

 private:
  BuildScreen screen_;
  Palette palette_;
};

}  // namespace

std::unique_ptr<BuildDisplay> plain_display(BuildScreen screen, Palette palette, bool verbose) {
  return std::make_unique<PlainDisplay>(std::move(screen), palette, verbose);
}

std::unique_ptr<BuildDisplay> quiet_display(BuildScreen screen, Palette palette) {
  return std::make_unique<QuietDisplay>(std::move(screen), palette);
}

}  // namespace cli
