#include "digest_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "palette.hpp"
#include "table.hpp"
#include "tare/printable.hpp"
#include "text.hpp"

namespace cli {
namespace {

using Kind = tare::Instruction::Kind;
using Why = tare::StepChange::Why;

constexpr std::size_t kMostNames = 10;

std::string place_of(const tare::StepDigest& step, const std::string& dockerfile) {
  return fmt::format("{}:{}", tare::printable(dockerfile), step.line);
}

const char* word_of(tare::EntryChange::What what) {
  switch (what) {
    case tare::EntryChange::What::added:
      return "added";
    case tare::EntryChange::What::removed:
      return "removed";
    case tare::EntryChange::What::changed:
      break;
  }
  return "changed";
}

std::string names_text(const std::vector<tare::EntryChange>& changes) {
  std::string text;
  for (std::size_t i = 0; i < std::min(changes.size(), kMostNames); ++i) {
    text += fmt::format("{}: {}\n", word_of(changes[i].what), tare::printable(changes[i].name));
  }
  if (changes.size() > kMostNames) {
    text += fmt::format("and {} more\n", count_text(changes.size() - kMostNames));
  }
  return text;
}

std::string blame_text(const std::vector<tare::EntryChange>& blame) {
  if (blame.empty()) return "";
  std::string text = " for " + tare::printable(blame.front().name);
  if (blame.size() > 1) {
    text += fmt::format(" and {}", count_of(blame.size() - 1, "other", "others"));
  }
  return text;
}

// An instruction that takes or does something, and those behind it that share its fate.
struct Group {
  const tare::StepChange* head;
  std::size_t last;  // step
};

class Groups {
 public:
  Groups(const tare::DigestChange& change, const tare::ContextDigest& digest) : digest_(digest) {
    std::optional<std::size_t> open;
    for (const tare::StepChange& step : change.steps) {
      if (open && goes_on(groups_[*open], step)) {
        groups_[*open].last = step.step;
      } else if (begins(step)) {
        open = groups_.size();
        groups_.push_back({&step, step.step});
      } else {
        open.reset();
      }
    }
  }

  [[nodiscard]] std::string text(const std::string& dockerfile,
                                 std::optional<std::size_t> columns) const {
    using Column = Table::Column;
    Table table({{}, {Column::Align::left, Ink::plain, Column::Fit::name}, {}});
    for (const bool cached : {false, true}) {
      for (const Group& group : groups_) {
        if ((group.head->why == Why::cached) != cached) continue;
        const tare::StepDigest& step = digest_.steps[group.head->step];
        table.add({place_of(step, dockerfile), tare::printable(fit(step.text, kStep)),
                   fate_of(*group.head) + followers_of(group)});
      }
    }
    return table.text(columns, Palette());
  }

 private:
  static constexpr std::size_t kStep = 36;

  [[nodiscard]] bool same_stage(const Group& group, const tare::StepChange& step) const {
    return digest_.steps[group.head->step].stage == digest_.steps[step.step].stage;
  }

  [[nodiscard]] bool takes(const tare::StepDigest& step) const {
    return !step.content.empty() || !step.from_stages.empty() || step.kind == Kind::copy ||
           step.kind == Kind::add;
  }

  [[nodiscard]] bool goes_on(const Group& group, const tare::StepChange& step) const {
    if (!same_stage(group, step)) return false;
    if (group.head->why != Why::cached) return step.why == Why::after || step.why == Why::copies;
    return step.why == Why::cached && !takes(digest_.steps[step.step]);
  }

  [[nodiscard]] bool begins(const tare::StepChange& step) const {
    return step.why != Why::cached || takes(digest_.steps[step.step]);
  }

  [[nodiscard]] std::string fate_of(const tare::StepChange& step) const {
    switch (step.why) {
      case Why::cached:
        return "stays cached";
      case Why::content:
        return "runs again" + blame_text(step.blame);
      case Why::text:
        return "is new or written otherwise";
      case Why::base:
        return "runs again on another image";
      case Why::after:
      case Why::copies:
        break;
    }
    return fmt::format("runs again after line {}", digest_.steps[step.cause.value_or(0)].line);
  }

  [[nodiscard]] std::string followers_of(const Group& group) const {
    if (group.last == group.head->step) return "";
    const std::size_t first = digest_.steps[group.head->step + 1].line;
    const std::size_t last = digest_.steps[group.last].line;
    const std::string lines =
        first == last ? fmt::format("line {}", first) : fmt::format("lines {}-{}", first, last);
    return fmt::format(", and {} after it", lines);
  }

  const tare::ContextDigest& digest_;
  std::vector<Group> groups_;
};

}  // namespace

std::string digest_text(const tare::ContextDigest& digest, const std::string& dockerfile) {
  std::string text =
      fmt::format("{}  context  {}, {}\n", digest.context,
                  count_of(digest.total.files, "file", "files"), size_text(digest.total.bytes));
  if (digest.needed) text += *digest.needed + "  needed\n";
  if (digest.build) text += *digest.build + "  build\n";
  for (const tare::StepDigest& step : digest.steps) {
    if (step.content.empty()) continue;
    text += fmt::format("{}  {}  {}\n", step.content, place_of(step, dockerfile),
                        tare::printable(step.text));
  }
  return text;
}

std::string change_text(const tare::DigestChange& change, const tare::ContextDigest& digest,
                        const std::string& dockerfile, std::optional<std::size_t> columns) {
  const std::string names = names_text(change.changes);
  if (!change.context && !change.build) return "nothing that a build sees has changed\n";
  if (!digest.build) return names.empty() ? "the context has changed\n" : names;
  if (!change.build) {
    return names + "no instruction takes that: nothing to build again\n";
  }
  return names + Groups(change, digest).text(dockerfile, columns);
}

}  // namespace cli
