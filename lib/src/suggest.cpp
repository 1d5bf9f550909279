// What a secret and a usual suspect have in common counts once: a sure line for the suspect makes
// one for the secret needless, and a place that is not sure gives up what the line for a secret
// takes.

#include "tare/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "secret_walk.hpp"
#include "tare/figures.hpp"
#include "tare/matcher.hpp"
#include "tare/printable.hpp"
#include "tare/survey.hpp"

namespace tare {
namespace {

using Suggestions = std::vector<Suggestion>;

// The sure lines, as rules.
Matcher sure_lines(const Suggestions& suggestions) {
  std::string text;
  for (const Suggestion& one : suggestions) {
    if (one.sure) (text += one.line) += '\n';
  }
  return Matcher(IgnoreFile::parse(text));
}

void add(Suggestions& all, const Secret& secret, const std::string& line) {
  auto found =
      std::find_if(all.begin(), all.end(), [&](const Suggestion& one) { return one.line == line; });
  if (found == all.end()) {
    all.push_back({line, "Secrets", secret.what, true, {}, 0, {}});
    found = all.end() - 1;
  }
  found->tally.add(Kind::file, secret.file.size);
  ++found->places;
  found->largest.push_back({secret.file.name, 1, secret.file.size, line});
}

void take_from_unsure(Suggestions& suggestions, const std::vector<const Secret*>& secrets) {
  for (Suggestion& one : suggestions) {
    if (one.sure) continue;
    const Matcher line(IgnoreFile::parse(one.line));
    for (const Secret* secret : secrets) {
      if (!line.match(secret->file.name).excluded) continue;
      --one.tally.files;
      one.tally.bytes -= secret->file.size;
    }
  }
  std::erase_if(suggestions, [](const Suggestion& one) { return one.tally.bytes == 0; });
}

void keep_largest(Suggestion& one) {
  constexpr std::size_t kShown = 5;
  std::stable_sort(one.largest.begin(), one.largest.end(),
                   [](const Contributor& a, const Contributor& b) { return a.bytes > b.bytes; });
  if (one.largest.size() > kShown) one.largest.resize(kShown);
}

}  // namespace

Suggestions suggest(const Context& context, const SuggestOptions& options) {
  Surveyor surveyor(context, {0, 0});
  SecretWalk walk(context, options.threads);
  ReportOptions report_options;
  report_options.threads = options.threads;
  report_options.progress = options.progress;
  report_options.diagnose = options.diagnose;
  report_options.measure = false;
  report_options.observers = {&surveyor, &walk};
  static_cast<void>(report(context, report_options));

  Suggestions others = surveyor.finish().suggestions;
  const SecretSearch::Result found = walk.finish(options.diagnose);
  const Matcher covered = sure_lines(others);
  const auto warn = [&](const std::string& where, const std::string& message) {
    if (options.diagnose) options.diagnose({Diagnostic::Severity::warning, where, message, {}});
  };
  Suggestions all;
  std::vector<const Secret*> taken;
  for (const Secret& secret : found.secrets) {
    if (secret.file.sample || covered.match(secret.file.name).excluded) continue;
    const auto line = walk.line_against(secret);
    // What cannot be shown as it is cannot be copied into a file.
    if (!line || printable(*line) != *line) {
      warn(context.path_of(secret.file.name), "is a secret that no line can be suggested for");
      continue;
    }
    add(all, secret, *line);
    taken.push_back(&secret);
  }
  if (found.more != 0) {
    warn(context.directory(), fmt::format("{} besides; look again when these lines are in force",
                                          count_of(found.more, "secret", "secrets")));
  }
  for (Suggestion& one : all) keep_largest(one);
  take_from_unsure(others, taken);
  all.insert(all.end(), std::move_iterator(others.begin()), std::move_iterator(others.end()));
  return all;
}

}  // namespace tare
