#include "tare/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>

#include "contributors.hpp"
#include "demand.hpp"
#include "suspects.hpp"
#include "tare/figures.hpp"
#include "tare/printable.hpp"
#include "top_parts.hpp"

namespace tare {
namespace {

// The files that are larger than a file may be.
class OversizedFiles : public ReportObserver {
 public:
  explicit OversizedFiles(std::uint64_t most) : most_(most) {}

  void include(const Entry& entry, std::uint64_t bytes) override {
    if (entry.kind != Kind::file) return;
    largest_ = std::max(largest_, bytes);
    if (bytes <= most_) return;
    ++files_;
    bytes_ += bytes;
    if (few_.takes(bytes)) few_.add({std::string(entry.name), 1, bytes, ""});
  }

  [[nodiscard]] std::uint64_t files() const noexcept { return files_; }
  [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }
  [[nodiscard]] std::uint64_t largest() const noexcept { return largest_; }
  [[nodiscard]] const std::vector<Contributor>& few() const noexcept { return few_.all(); }

 private:
  std::uint64_t most_;
  std::uint64_t files_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t largest_ = 0;
  LargestFew few_{LargestFew::By::bytes};
};

Finding broken(const char* id, std::string message, const char* explanation) {
  Finding finding;
  finding.id = id;
  finding.severity = Severity::error;
  finding.message = std::move(message);
  finding.explanation = explanation;
  return finding;
}

// `millionths` of `bytes`, rounded down; at most what fits.
std::uint64_t part_of(std::uint64_t bytes, std::uint64_t millionths) {
  constexpr std::uint64_t kWhole = 1'000'000;
  const std::uint64_t rest = bytes % kWhole * millionths / kWhole;  // both below 10^10
  const std::uint64_t wholes = bytes / kWhole;
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  if (millionths != 0 && wholes > (kMost - rest) / millionths) return kMost;
  return wholes * millionths + rest;
}

class Checker {
 public:
  Checker(const Context& context, const Limits& limits)
      : limits_(limits),
        top_(limits.baseline ? &*limits.baseline : nullptr),
        suspects_(context.build_files()),
        large_(limits.max_file_size.value_or(0)) {
    for (const auto* patterns : {&limits.forbidden, &limits.required}) {
      if (patterns->size() <= Limits::kMostPatterns) continue;
      throw Error(Fault::usage, "",
                  fmt::format("more than {} patterns are forbidden or required; use wildcards",
                              Limits::kMostPatterns));
    }
    if (!limits.forbidden.empty() && limits.forbidden.front().substr(0, 1) == "!") {
      throw Error(Fault::usage, "",
                  fmt::format("forbidden {}: an exception needs a pattern before it",
                              tare::quoted(limits.forbidden.front())));
    }
    for (std::size_t i = 0; i < limits.forbidden.size(); ++i) {
      if (limits.forbidden[i].substr(0, 1) == "!") continue;
      bans_.push_back(std::make_unique<Ban>(limits.forbidden, i));
    }
    for (const std::string& pattern : limits.required) {
      demands_.push_back(std::make_unique<Demand>(context, pattern));
    }
  }

  [[nodiscard]] std::vector<ReportObserver*> observers() {
    std::vector<ReportObserver*> all{&top_};
    if (limits_.max_size || limits_.max_growth || limits_.max_files || limits_.max_file_size) {
      all.push_back(&suspects_);
    }
    if (limits_.max_size || limits_.max_growth) all.push_back(&by_bytes_);
    if (limits_.max_files) all.push_back(&by_files_);
    if (limits_.max_file_size) all.push_back(&large_);
    for (const auto& ban : bans_) all.push_back(ban.get());
    for (const auto& demand : demands_) all.push_back(demand.get());
    return all;
  }

  void finish(CheckResult& result) {
    top_.finish();
    suggestions_ = suspects_.finish();
    largest_ = by_bytes_.finish();
    gather_suspects(largest_, LargestFew::By::bytes);
    result.baseline = {result.report.context.files, result.report.context.bytes, top_.parts()};
    check_size(result);
    check_growth(result);
    check_files(result);
    check_file_size(result);
    check_min_files(result);
    for (const auto& ban : bans_) ban->finish(result.findings);
    for (const auto& demand : demands_) demand->finish(result.findings);
  }

 private:
  // Where an exception alone brings back what is too much, it is the line to look at.
  static void blame_exception(Finding& finding, const Report& report, std::uint64_t excess,
                              std::uint64_t Tally::*figure) {
    const RuleUse* most = nullptr;
    for (const RuleUse& use : report.rules) {
      if (!use.rule->exception || use.tally.*figure < excess) continue;
      if (most == nullptr || use.tally.*figure > most->tally.*figure) most = &use;
    }
    if (most == nullptr) return;
    finding.path = most->rule->file;
    finding.line = most->rule->line;
    finding.message += fmt::format("; this line brings back {} in {}", size_text(most->tally.bytes),
                                   count_of(most->tally.files, "file", "files"));
  }

  void check_size(CheckResult& result) {
    if (!limits_.max_size) return;
    const std::uint64_t bytes = result.report.context.bytes;
    const std::uint64_t limit = *limits_.max_size;
    result.uses.push_back({"max-size", bytes, limit});
    if (bytes <= limit) return;
    Finding finding = broken("max-size",
                             fmt::format("the context is {}, {} over max-size {}", size_text(bytes),
                                         size_text(bytes - limit), size_text(limit)),
                             "All that is in the context is sent for each build.");
    blame_exception(finding, result.report, bytes - limit, &Tally::bytes);
    add(result, std::move(finding), largest_);
  }

  void check_growth(CheckResult& result) {
    if (!limits_.baseline || !limits_.max_growth) return;
    const std::uint64_t before = limits_.baseline->bytes;
    const Growth& growth = *limits_.max_growth;
    const std::uint64_t allowed =
        growth.millionths ? part_of(before, *growth.millionths) : growth.bytes;
    const std::uint64_t bytes = result.report.context.bytes;
    const std::uint64_t grown = bytes - std::min(bytes, before);
    result.uses.push_back({"max-growth", grown, allowed});
    if (grown <= allowed) return;
    const bool known = !limits_.baseline->parts.empty();
    Finding finding = broken(
        "max-growth",
        fmt::format("the context is {}, {} more than the baseline's {} and {} over max-growth{}",
                    size_text(bytes), size_text(grown), size_text(before),
                    size_text(grown - allowed), known ? "; what has grown, and by how much:" : ""),
        "The context has grown since the baseline was written. If that is meant, write it anew.");
    add(result, std::move(finding), known ? top_.grown() : largest_);
  }

  void check_files(CheckResult& result) {
    if (!limits_.max_files) return;
    const std::uint64_t files = result.report.context.files;
    const std::uint64_t limit = *limits_.max_files;
    result.uses.push_back({"max-files", files, limit});
    if (files <= limit) return;
    Finding finding = broken(
        "max-files",
        fmt::format("the context has {}, {} over max-files {}", count_of(files, "file", "files"),
                    count_text(files - limit), count_text(limit)),
        "Each file costs time when a build reads, sends and compares the context.");
    blame_exception(finding, result.report, files - limit, &Tally::files);
    std::vector<Contributor> largest = by_files_.finish();
    gather_suspects(largest, LargestFew::By::files);
    add(result, std::move(finding), std::move(largest));
  }

  void check_file_size(CheckResult& result) {
    if (!limits_.max_file_size) return;
    result.uses.push_back({"max-file-size", large_.largest(), *limits_.max_file_size});
    if (large_.files() == 0) return;
    Finding finding = broken("max-file-size",
                             fmt::format("{} larger than max-file-size {}",
                                         count_of(large_.files(), "file is", "files are"),
                                         size_text(*limits_.max_file_size)),
                             "Large files in a context are mostly there by mistake.");
    add(result, std::move(finding), large_.few());
    result.findings.back().files = large_.files();
    result.findings.back().bytes = large_.bytes();
  }

  void check_min_files(CheckResult& result) {
    const Report& report = result.report;
    if (!limits_.min_files || report.context.files >= *limits_.min_files) return;
    const auto most = std::max_element(report.rules.begin(), report.rules.end(),
                                       [](const RuleUse& a, const RuleUse& b) {
                                         const auto excluded = [](const RuleUse& use) {
                                           return use.rule->exception ? 0 : use.tally.files;
                                         };
                                         return excluded(a) < excluded(b);
                                       });
    Finding finding =
        broken("min-files",
               fmt::format("the context has {}, {} below min-files {}",
                           count_of(report.context.files, "file", "files"),
                           count_text(*limits_.min_files - report.context.files),
                           count_text(*limits_.min_files)),
               "A context with so few files is not the one that was meant, or its rules exclude "
               "too much.");
    if (most != report.rules.end() && !most->rule->exception && most->tally.files != 0) {
      finding.path = most->rule->file;
      finding.line = most->rule->line;
      finding.message +=
          fmt::format("; this line excludes {}", count_of(most->tally.files, "file", "files"));
    }
    add(result, std::move(finding), {});
  }

  // The usual suspect that a contributor is, or lies in; null when that is none. Only what is
  // hardly ever wanted: the output of a build may be.
  [[nodiscard]] const Contributor* suspect_of(const Contributor& contributor) const {
    for (const Suggestion& suggestion : suggestions_) {
      if (!suggestion.sure) continue;
      for (const Contributor& place : suggestion.largest) {
        const bool inside = place.name.back() == '/' &&
                            contributor.name.compare(0, place.name.size(), place.name) == 0;
        if (inside || contributor.name == place.name) return &place;
      }
    }
    return nullptr;
  }

  // One contributor for each suspect, with the line that leaves it out.
  void gather_suspects(std::vector<Contributor>& largest, LargestFew::By by) const {
    LargestFew gathered(by);
    std::vector<const Contributor*> seen;
    for (const Contributor& each : largest) {
      const Contributor* suspect = suspect_of(each);
      if (suspect != nullptr && std::count(seen.begin(), seen.end(), suspect) != 0) continue;
      seen.push_back(suspect);
      gathered.add(suspect != nullptr ? *suspect : each);
    }
    largest = gathered.all();
  }

  void add(CheckResult& result, Finding finding, std::vector<Contributor> largest) const {
    for (Contributor& each : largest) {
      const Contributor* suspect = suspect_of(each);
      if (suspect != nullptr) each.line_to_add = suspect->line_to_add;
    }
    finding.files = result.report.context.files;
    finding.bytes = result.report.context.bytes;
    finding.largest = std::move(largest);
    result.findings.push_back(std::move(finding));
  }

  const Limits& limits_;
  TopParts top_;
  Suspects suspects_;
  std::vector<Suggestion> suggestions_;
  Contributors by_bytes_{LargestFew::By::bytes};
  Contributors by_files_{LargestFew::By::files};
  std::vector<Contributor> largest_;
  OversizedFiles large_;
  std::vector<std::unique_ptr<Ban>> bans_;
  std::vector<std::unique_ptr<Demand>> demands_;
};

}  // namespace

CheckResult check(const Context& context, const Limits& limits, const CheckOptions& options) {
  Checker checker(context, limits);
  ReportOptions report_options;
  report_options.measure = limits.min_files.has_value();
  report_options.threads = options.threads;
  report_options.progress = options.progress;
  report_options.diagnose = options.diagnose;
  report_options.observers = checker.observers();
  CheckResult result;
  result.report = report(context, report_options);
  checker.finish(result);
  return result;
}

}  // namespace tare
