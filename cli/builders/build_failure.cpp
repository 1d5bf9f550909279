#include "build_failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

#include "base64.hpp"
#include "display_text.hpp"
#include "errdefs.pb.h"
#include "tare/dockerfile.hpp"
#include "tare/error.hpp"
#include "tare/printable.hpp"

// BuildKit attaches `errdefs.Source` to an error, in JSON as Go writes a message's struct, whatever
// protobuf means by the type of a detail.

namespace cli {
namespace {

constexpr std::size_t kAround = 2;  // lines before and after
constexpr std::size_t kMostPlaces = 10;
constexpr std::size_t kMostShown = 40;  // lines of one part
constexpr std::size_t kMostLines = 20;  // of what the step has written
constexpr std::string_view kSource = "errdefs.Source";

std::size_t line_of(std::int64_t line) { return line < 1 ? 0 : static_cast<std::size_t>(line); }

void add_lines(SourcePlace& place, std::int64_t first, std::int64_t last) {
  if (line_of(first) == 0 || place.lines.size() >= kMostPlaces) return;
  place.lines.emplace_back(line_of(first), std::max(line_of(first), line_of(last)));
}

SourcePlace place_of_json(const nlohmann::json& source) {
  SourcePlace place;
  const nlohmann::json& info = source.at("info");
  place.file = info.value("filename", "");
  place.text = from_base64(info.value("data", "")).value_or("");
  for (const nlohmann::json& range : source.value("ranges", nlohmann::json::array())) {
    const auto line = [&range](const char* end) {
      return range.at(end).value("line", std::int64_t{0});
    };
    add_lines(place, line("start"), line("end"));
  }
  return place;
}

SourcePlace place_of_message(const errdefs::Source& source) {
  SourcePlace place{source.info().filename(), source.info().data(), {}};
  for (const pb::Range& range : source.ranges()) {
    add_lines(place, range.start().line(), range.end().line());
  }
  return place;
}

// Nothing where it is neither.
SourcePlace place_of(const std::string& value) {
  if (value.starts_with('{')) {
    try {
      return place_of_json(nlohmann::json::parse(value));
    } catch (const nlohmann::json::exception&) {
      return {};
    }
  }
  errdefs::Source source;
  return source.ParseFromString(value) ? place_of_message(source) : SourcePlace();
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string place_text(const SourcePlace& place, const Palette& palette) {
  const std::vector<std::string_view> lines = lines_of(place.text);
  std::string text;
  for (const auto& [first, last] : place.lines) {
    text += fmt::format("{}:{}\n", tare::printable(place.file), first);
    if (first > lines.size()) continue;
    const std::size_t end = std::min({last + kAround, lines.size(), first + kMostShown});
    for (std::size_t line = first > kAround ? first - kAround : 1; line <= end; ++line) {
      const bool marked = line >= first && line <= last;
      const std::string shown = output_text(lines[line - 1]);
      text += fmt::format("{} {:>4}{}{}\n", marked ? ">" : " ", line, shown.empty() ? "" : "  ",
                          marked ? palette.paint(shown, Ink::error) : shown);
    }
  }
  return text;
}

std::string step_text(const BuildStep& step, const Palette& palette) {
  std::string text =
      fmt::format("#{} {}\n", step.number, palette.paint(tare::printable(step.name), Ink::heading));
  const std::size_t count = std::min(kMostLines, step.last_lines.size());
  for (std::size_t i = step.last_lines.size() - count; i < step.last_lines.size(); ++i) {
    text += fmt::format("  {}\n", output_text(step.last_lines[i].text));
  }
  return text;
}

// Without what says of each failure that it is one.
std::string_view core_of(std::string_view message) {
  for (const std::string_view prefix : {"failed to solve with frontend dockerfile.v0: ",
                                        "failed to solve: ", "failed to create LLB definition: "}) {
    if (message.starts_with(prefix)) message.remove_prefix(prefix.size());
  }
  return message;
}

std::size_t number_at(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  static_cast<void>(end);
  return error == std::errc() ? number : 0;
}

// Words with one blank between, without a line's continuations.
std::string squeezed(std::string_view text) {
  std::string words;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\\';
    if (!blank) words += c;
    if (blank && !words.empty() && words.back() != ' ') words += ' ';
  }
  if (words.ends_with(' ')) words.pop_back();
  return words;
}

/// `[build 2/4] RUN make`, taken apart.
struct StepName {
  std::string_view stage;  // empty: there is but one, without a name
  std::size_t number = 0;
  std::size_t count = 0;
  std::string_view text;
};

std::optional<StepName> step_name(std::string_view step) {
  const std::size_t bracket = step.find("] ");
  if (!step.starts_with('[') || bracket == std::string_view::npos) return std::nullopt;
  StepName name;
  name.text = step.substr(bracket + 2);
  // A platform may stand before the stage, and blanks before the number.
  std::string_view words = step.substr(1, bracket - 1);
  const std::size_t last = words.rfind(' ') + 1;  // 0 without one
  const std::string_view number = words.substr(last);
  const std::size_t slash = number.find('/');
  if (slash == std::string_view::npos) return name;
  name.number = number_at(number);
  name.count = number_at(number.substr(slash + 1));
  words = words.substr(0, last);
  while (words.ends_with(' ')) words.remove_suffix(1);
  name.stage = words.substr(words.rfind(' ') + 1);
  if (name.stage.find('/') != std::string_view::npos) name.stage = {};
  return name;
}

/// The only stage of that name, which is `stage-2` for the third one if it has none.
const tare::Stage* stage_called(const tare::Dockerfile& dockerfile, std::string_view name) {
  const std::vector<tare::Stage>& stages = dockerfile.stages();
  if (name.empty()) return stages.size() == 1 ? stages.data() : nullptr;
  const tare::Stage* found = nullptr;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const std::string& own = stages[i].name;
    if ((own.empty() ? fmt::format("stage-{}", i) : own) != name) continue;
    if (found != nullptr) return nullptr;
    found = &stages[i];
  }
  return found;
}

/// The instructions of a stage that BuildKit numbers, without FROM.
std::vector<const tare::Instruction*> numbered(const tare::Stage& stage) {
  using Kind = tare::Instruction::Kind;
  std::vector<const tare::Instruction*> steps;
  for (const tare::Instruction& each : stage.instructions) {
    const bool counts = each.kind == Kind::run || each.kind == Kind::copy ||
                        each.kind == Kind::add || each.kind == Kind::workdir;
    if (counts) steps.push_back(&each);
  }
  return steps;
}

bool is_called(const tare::Instruction& instruction, std::string_view text) {
  return text.substr(0, text.find(' ')) == tare::name_of(instruction.kind);
}

/// By the number of the step, since its text is without comments and with the values of variables.
std::size_t line_by_number(std::string_view text, const StepName& name) {
  if (name.number == 0 || name.number > name.count) return 0;
  try {
    const tare::Dockerfile dockerfile = tare::Dockerfile::parse(text);
    const tare::Stage* stage = stage_called(dockerfile, name.stage);
    if (stage == nullptr) return 0;
    std::vector<const tare::Instruction*> steps = numbered(*stage);
    // FROM is the first one if it takes an image, and none if it takes a stage or nothing.
    if (name.count == steps.size() + 1) steps.insert(steps.begin(), &stage->from);
    if (name.count != steps.size()) return 0;  // a base image adds some, say
    const tare::Instruction& step = *steps[name.number - 1];
    return is_called(step, name.text) ? step.line : 0;
  } catch (const tare::Error&) {
    return 0;  // the builder knows a newer syntax
  }
}

/// By what stands there, if it stands there once.
std::size_t line_by_text(std::string_view dockerfile, std::string_view text) {
  const std::string wanted = squeezed(text);
  const std::vector<std::string_view> lines = lines_of(dockerfile);
  std::size_t found = 0;
  for (std::size_t first = 0; first < lines.size(); ++first) {
    std::size_t last = first;
    while (last + 1 < lines.size() && lines[last].ends_with('\\')) ++last;
    const char* begin = lines[first].data();
    const std::size_t size =
        static_cast<std::size_t>(lines[last].data() - begin) + lines[last].size();
    if (squeezed({begin, size}) == wanted) {
      if (found != 0) return 0;
      found = first + 1;
    }
    first = last;
  }
  return found;
}

}  // namespace

std::vector<SourcePlace> places_in_details(std::string_view details) {
  errdefs::Status status;
  if (!status.ParseFromArray(details.data(), static_cast<int>(details.size()))) return {};
  std::vector<SourcePlace> places;
  for (const google::protobuf::Any& detail : status.details()) {
    if (detail.type_url().find(kSource) == std::string::npos) continue;
    SourcePlace place = place_of(detail.value());
    if (!place.lines.empty() && places.size() < kMostPlaces) places.push_back(std::move(place));
  }
  return places;
}

std::size_t line_in_message(std::string_view message) {
  for (const std::string_view before :
       {"parse error line ", "parse error on line ", "Dockerfile:", "dockerfile:"}) {
    const std::size_t at = message.find(before);
    if (at == std::string_view::npos) continue;
    if (const std::size_t line = number_at(message.substr(at + before.size()))) return line;
  }
  return 0;
}

std::size_t line_of_step(std::string_view dockerfile, std::string_view step) {
  const std::optional<StepName> name = step_name(step);
  if (!name) return 0;
  const std::size_t line = line_by_number(dockerfile, *name);
  return line != 0 ? line : line_by_text(dockerfile, name->text);
}

std::string failure_text(const BuildFailure& failure, const Palette& palette) {
  std::string text;
  if (failure.step != nullptr) text += step_text(*failure.step, palette);
  for (const SourcePlace& place : failure.places) text += place_text(place, palette);
  const std::string head = palette.paint("tare: error: the build failed", Ink::error);
  std::vector<std::string_view> lines = lines_of(core_of(failure.message));
  if (lines.empty()) lines.push_back("the builder does not say why");
  text += fmt::format("{}: {}\n", head, output_text(lines.front()));
  for (std::size_t i = 1; i < std::min(lines.size(), kMostShown); ++i) {
    text += fmt::format("  {}\n", output_text(lines[i]));
  }
  return text;
}

}  // namespace cli
