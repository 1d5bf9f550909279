// The instructions of all stages are one table, so that their columns stand below each other; what
// is to be said about one of them comes on lines of its own behind it.

#include "stages_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <vector>

#include "table.hpp"
#include "tare/printable.hpp"
#include "text.hpp"

namespace cli {
namespace {

using Column = Table::Column;

constexpr std::size_t kUsualColumns = 80;
constexpr std::size_t kRepeatLines = 3;
constexpr const char* kNoteIndent = "        ";

std::string title_of(const tare::StageReport& report, std::size_t stage) {
  const std::string& name = report.stages[stage].stage.name;
  return name.empty() ? fmt::format("stage-{}", stage) : tare::printable(name);
}

bool is_shown(const tare::StepUse& step) {
  return !step.sources.empty() || !step.step.from.empty();
}

// Of a RUN what it mounts: its command is long, and says nothing about the context.
std::string instruction_text(const tare::BuildStep& step) {
  if (step.kind != tare::Instruction::Kind::run) return tare::printable(step.text);
  std::string text = "RUN --mount";
  const char* before = " ";
  for (const tare::BuildStep::Source& source : step.sources) {
    text += before;
    if (source.use == tare::BuildStep::Use::tmpfs) {
      text += "tmpfs";
    } else {
      text += source.path.empty() ? "." : tare::printable(source.path);
    }
    before = ", ";
  }
  return text;
}

// COPY --from needs none: where it copies from is what it begins with.
bool has_columns(const tare::StepUse& step) {
  return !step.sources.empty() || step.step.kind == tare::Instruction::Kind::run;
}

bool fails(const tare::SourceUse& source) { return source.missing && !source.optional; }

class Writer {
 public:
  Writer(const tare::StageReport& report, std::size_t columns, const Palette& palette)
      : report_(report), columns_(columns), palette_(palette) {
    for (std::size_t i = 0; i < report.stages.size(); ++i) {
      if (!report.stages[i].stage.reachable) continue;
      title_width_ = std::max(title_width_, width_of(title_of(report, i)));
    }
    title_width_ = std::min<std::size_t>(title_width_, 20);
  }

  std::string write() {
    const std::vector<std::string> rows = step_rows();
    std::size_t row = 0;
    for (std::size_t stage = 0; stage < report_.stages.size(); ++stage) {
      if (!report_.stages[stage].stage.reachable) continue;
      put_header(stage);
      for (const tare::StepUse& step : report_.stages[stage].steps) {
        if (!is_shown(step)) continue;
        out_ += (has_columns(step) ? rows[row++] : line_of(step)) + "\n";
        for (const tare::SourceUse& source : step.sources) put_missing(source);
        put_repeats(step);
        put_order(step);
      }
    }
    put_totals();
    put_unreachable();
    return std::move(out_);
  }

 private:
  void put_note(const std::string& text, Ink ink) {
    out_ += kNoteIndent + palette_.paint(fit(text, columns_ - 8), ink) + "\n";
  }

  void put_header(std::size_t stage) {
    const tare::PlannedStage& planned = report_.stages[stage].stage;
    const std::string title = fit(title_of(report_, stage), 20);
    const char* state = stage == report_.target ? "  (target)" : "";
    const std::string space(title_width_ - std::min(title_width_, width_of(title)) + 2, ' ');
    const std::size_t left =
        columns_ - std::min(columns_, title_width_ + 2 + std::string_view(state).size());
    out_ += palette_.paint(title, Ink::heading) + space;
    out_ += fit("FROM " + tare::printable(planned.base), left);
    out_ += palette_.paint(state, Ink::faint) + "\n";
  }

  [[nodiscard]] std::string line_of(const tare::StepUse& step) const {
    return palette_.paint(fmt::format("{:>6}", step.step.line), Ink::faint) + "  " +
           fit(tare::printable(step.step.text), columns_ - 8);
  }

  [[nodiscard]] std::string origins(const tare::BuildStep& step) const {
    std::vector<std::string> names;
    for (const tare::BuildStep::From& from : step.from) {
      const std::string name =
          from.stage ? title_of(report_, *from.stage) : tare::printable(from.image);
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "from " : ", ") + name;
    return text;
  }

  [[nodiscard]] std::vector<std::string> step_rows() const {
    Table table({{Column::Align::right, Ink::faint, Column::Fit::whole, 6},
                 {Column::Align::left, Ink::plain, Column::Fit::name},
                 {Column::Align::right},
                 {Column::Align::right},
                 {Column::Align::left, Ink::faint, Column::Fit::remark}});
    for (const tare::StageUse& stage : report_.stages) {
      for (const tare::StepUse& step : stage.steps) {
        if (is_shown(step) && has_columns(step)) table.add(row_of(step));
      }
    }
    std::vector<std::string> lines;
    std::istringstream text(table.text(columns_, palette_));
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
  }

  [[nodiscard]] std::vector<std::string> row_of(const tare::StepUse& step) const {
    std::string remark = origins(step.step);
    if (step.excluded.files != 0) {
      const std::uint64_t whole = step.taken.bytes + step.excluded.bytes;
      if (!remark.empty()) remark += ", ";
      remark += (report_.complete ? "" : "at least ") + share_text(step.excluded.bytes, whole) +
                " excluded";
    }
    const bool takes = !step.sources.empty();
    return {std::to_string(step.step.line), instruction_text(step.step),
            takes ? count_of(step.taken.files, "file", "files") : "",
            takes ? size_text(step.taken.bytes) : "", remark};
  }

  void put_missing(const tare::SourceUse& source) {
    if (!source.missing) return;
    const std::string path = tare::printable(source.written);
    if (source.rule != nullptr) {
      put_note(fmt::format("missing: {}, excluded by {}  {}", path, rule_place(*source.rule),
                           tare::printable(source.rule->original)),
               Ink::error);
    } else if (source.lost) {
      put_note(
          fmt::format("missing: {}, which BuildKit does not send for its links or wildcards", path),
          Ink::error);
    } else if (source.optional) {
      put_note(fmt::format("nothing matches {}", path), Ink::note);
    } else {
      put_note(fmt::format("missing: {}, which is not in the context", path), Ink::error);
    }
  }

  void put_repeats(const tare::StepUse& step) {
    const std::size_t shown = std::min(kRepeatLines, step.repeats.size());
    for (std::size_t i = 0; i < shown; ++i) {
      const tare::Repetition& one = step.repeats[i];
      if (one.bytes == 0) continue;
      const tare::StepUse& before = report_.stages[one.stage].steps[one.step];
      const char* the = one.bytes == before.taken.bytes ? "the " : "";
      put_note(
          fmt::format("holds {}{} of line {} again", the, size_text(one.bytes), before.step.line),
          Ink::warning);
    }
  }

  void put_order(const tare::StepUse& step) {
    if (step.install_line != 0) {
      put_note(fmt::format("any change runs the install in line {} again", step.install_line),
               Ink::warning);
    }
    if (step.tmpfs_sends_all) {
      put_note("its tmpfs mount has the whole context sent", Ink::warning);
    }
  }

  // Together: Dockerfiles for many purposes have dozens of them.
  void put_unreachable() {
    std::string line = "stages not needed:";
    bool any = false;
    const auto put = [&] { out_ += palette_.paint(line, Ink::faint) + "\n"; };
    for (std::size_t i = 0; i < report_.stages.size(); ++i) {
      if (report_.stages[i].stage.reachable) continue;
      if (any) line += ",";
      const std::string title = title_of(report_, i);
      if (width_of(line) + width_of(title) + 2 > columns_) {
        put();
        line = std::string(18, ' ');
      }
      line += " " + title;
      any = true;
    }
    if (any) put();
  }

  void put_totals() {
    Table table({{Column::Align::left},
                 {Column::Align::right},
                 {Column::Align::right},
                 {Column::Align::right}});
    const auto add = [&](const char* title, const tare::Tally& tally) {
      table.add({title, count_of(tally.files, "file", "files"), size_text(tally.bytes),
                 share_text(tally.bytes, report_.context.bytes)});
    };
    add("needed", report_.needed);
    add("unused", report_.unused);
    out_ += "\n" + table.text(columns_, palette_);
    Table places({{Column::Align::right, Ink::plain, Column::Fit::whole, kSizeColumns},
                  {Column::Align::right},
                  {Column::Align::left, Ink::plain, Column::Fit::name}});
    for (const tare::Place& place : report_.unused_places) {
      const bool directory = place.kind == tare::Place::Kind::directory;
      places.add({size_text(place.tally.bytes), count_of(place.tally.files, "file", "files"),
                  tare::printable(place.name) + (directory ? "/" : "")});
    }
    out_ += places.text(columns_, palette_);
  }

  const tare::StageReport& report_;
  const std::size_t columns_;
  const Palette& palette_;
  std::size_t title_width_ = 0;
  std::string out_;
};

}  // namespace

bool lacks_a_source(const tare::StageReport& report) {
  for (const tare::StageUse& stage : report.stages) {
    for (const tare::StepUse& step : stage.steps) {
      if (std::any_of(step.sources.begin(), step.sources.end(), fails)) return true;
    }
  }
  return false;
}

std::string stages_text(const tare::StageReport& report, std::optional<std::size_t> columns,
                        const Palette& palette) {
  return Writer(report, std::max<std::size_t>(columns.value_or(kUsualColumns), 40), palette)
      .write();
}

}  // namespace cli
