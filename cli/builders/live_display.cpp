#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "build_display.hpp"
#include "display_text.hpp"
#include "tare/printable.hpp"
#include "text.hpp"

// What has ended scrolls away as lines. Below stands a block of what goes on; it is erased before
// anything is written above it, and then drawn again.

namespace cli {
namespace {

constexpr std::size_t kTail = 3;  // lines of what a running step writes
constexpr std::size_t kLeastColumns = 20;
constexpr const char* kIndent = "   ";

class LiveDisplay final : public BuildDisplay {
 public:
  LiveDisplay(BuildScreen screen, Palette palette, bool verbose)
      : screen_(std::move(screen)), palette_(palette), verbose_(verbose), begin_(screen_.now()) {}
  ~LiveDisplay() override { erase(); }

  void tell(const std::vector<BuildEvent>& events, const BuildSteps& steps) override {
    steps_ = &steps;
    std::string ended;
    for (const BuildEvent& event : events) ended += ended_line(event);
    if (!ended.empty()) above(ended);
  }

  void tell(const tare::Transfer& transfer) override {
    if (!transfer.finished) {
      transfers_[transfer.number] = transfer;
    } else {
      transfers_.erase(transfer.number);
      if (verbose_) above(transfer_line(transfer) + "\n");
    }
  }

  void tell(const tare::Diagnostic& diagnostic) override {
    const bool warning = diagnostic.severity == tare::Diagnostic::Severity::warning;
    if (!warning && !verbose_) return;
    above(fmt::format("tare: {}: {}\n", warning ? "warning" : "note", to_string(diagnostic)));
  }

  void tell(const std::string& image, const PushStep& push) override {
    constexpr std::size_t kMostLayers = 1'000;
    if (pushes_.size() < kMostLayers) pushes_[push.layer] = push;
    image_ = image;
  }

  void pushed(const std::string& image, const std::string& digest) override {
    pushes_.clear();
    above(fmt::format("pushed {}{}\n", tare::printable(image),
                      digest.empty() ? "" : "@" + tare::printable(digest)));
  }

  void tick() override { draw(); }

  void fail(const BuildFailure& failure) override { above(failure_text(failure, palette_)); }

  [[nodiscard]] bool tell_error(const tare::Error& /*error*/) override {
    close();
    return false;
  }

  void end(const BuildSummary& summary) override {
    close();
    screen_.write("tare: " + summary_text(summary) + "\n");
  }

 private:
  [[nodiscard]] std::string ended_line(const BuildEvent& event) const {
    using Kind = BuildEvent::Kind;
    if (event.kind == Kind::warning) return event_line(event, palette_) + "\n";
    if (event.kind == Kind::begun || event.kind == Kind::output || event.kind == Kind::part) {
      return "";
    }
    const std::string number = fmt::format("#{} ", event.step->number);
    return number + tare::printable(event.step->name) + " " +
           event_line(event, palette_).substr(number.size()) + "\n";
  }

  void above(const std::string& lines) {
    erase();
    screen_.write(lines);
    draw();
  }

  void close() {
    erase();
    closed_ = true;
  }

  void erase() {
    if (drawn_ == 0) return;
    screen_.write(fmt::format("\x1b[{}A\r\x1b[J", drawn_));
    drawn_ = 0;
  }

  void draw() {
    const std::optional<std::size_t> columns = screen_.columns();
    if (closed_ || !columns || *columns < kLeastColumns) return erase();
    // The line below the block is where the cursor rests.
    const std::size_t rows = std::max<std::size_t>(screen_.rows(), 3) - 1;
    std::vector<std::string> lines = block(rows);
    std::string text = drawn_ == 0 ? "" : fmt::format("\x1b[{}A", drawn_);
    text += "\r\x1b[?7l";  // no line is wrapped
    for (const std::string& line : lines) text += fit(line, *columns - 1) + "\x1b[K\n";
    screen_.write(text + "\x1b[J\x1b[?7h");
    drawn_ = lines.size();
  }

  // At most `rows` lines.
  [[nodiscard]] std::vector<std::string> block(std::size_t rows) const {
    std::vector<std::string> lines{head()};
    std::vector<std::string> tail = sending();
    if (lines.size() + tail.size() > rows) tail.clear();
    const std::size_t room = rows - lines.size() - tail.size();
    for (std::string& line : running(room)) lines.push_back(std::move(line));
    lines.insert(lines.end(), tail.begin(), tail.end());
    return lines;
  }

  [[nodiscard]] std::string head() const {
    std::size_t done = 0;
    const std::size_t all = steps_ == nullptr ? 0 : steps_->steps().size();
    if (steps_ != nullptr) {
      for (const BuildStep& step : steps_->steps()) done += step.running ? 0 : 1;
    }
    const std::string time = seconds_text(screen_.now() - begin_);
    if (!pushes_.empty()) return fmt::format("tare: pushing, {}", time);
    return fmt::format("tare: building, {}, {} of {} done", time, done,
                       count_of(all, "step", "steps"));
  }

  [[nodiscard]] std::vector<std::string> running(std::size_t room) const {
    std::vector<std::string> lines;
    if (steps_ == nullptr) return lines;
    for (const BuildStep& step : steps_->steps()) {
      if (!step.running) continue;
      if (lines.size() == room) return lines;
      lines.push_back(fmt::format("#{} {}", step.number, tare::printable(step.name)) +
                      since_start(step));
      std::vector<std::string> below = tail_of(step);
      const std::size_t left = std::min(room - lines.size(), below.size());
      lines.insert(lines.end(), below.end() - static_cast<std::ptrdiff_t>(left), below.end());
    }
    return lines;
  }

  // By our own clock: the builder's may be another.
  [[nodiscard]] std::string since_start(const BuildStep& step) const {
    const auto seen = seen_.emplace(step.number, screen_.now()).first->second;
    return " " + seconds_text(screen_.now() - seen);
  }

  [[nodiscard]] static std::vector<std::string> tail_of(const BuildStep& step) {
    std::vector<std::string> lines;
    for (const auto& [name, part] : step.parts) {
      if (!part.completed && lines.size() < kTail) lines.push_back(kIndent + part_text(part));
    }
    const std::size_t count = std::min(kTail, step.last_lines.size());
    for (std::size_t i = step.last_lines.size() - count; i < step.last_lines.size(); ++i) {
      lines.push_back(kIndent + output_text(step.last_lines[i].text));
    }
    return lines;
  }

  [[nodiscard]] std::vector<std::string> sending() const {
    std::vector<std::string> lines;
    for (const auto& [number, transfer] : transfers_) lines.push_back(transfer_line(transfer));
    for (const auto& [layer, push] : pushes_) {
      if (lines.size() > kTail) break;
      std::string line = push_line(image_, push);
      if (push.total != 0) {
        line += fmt::format(" {} / {}", size_text(push.current), size_text(push.total));
      }
      lines.push_back(line);
    }
    return lines;
  }

  BuildScreen screen_;
  Palette palette_;
  bool verbose_;
  std::chrono::steady_clock::time_point begin_;
  const BuildSteps* steps_ = nullptr;
  std::map<std::uint64_t, tare::Transfer> transfers_;  // under way
  std::map<std::string, PushStep> pushes_;             // by layer
  std::string image_;
  mutable std::map<std::size_t, std::chrono::steady_clock::time_point> seen_;  // by step
  std::size_t drawn_ = 0;                                                      // lines
  bool closed_ = false;
};

}  // namespace

std::unique_ptr<BuildDisplay> live_display(BuildScreen screen, Palette palette, bool verbose) {
  return std::make_unique<LiveDisplay>(std::move(screen), palette, verbose);
}

}  // namespace cli
