#include "demand.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "os.hpp"
#include "tare/error.hpp"
#include "tare/figures.hpp"
#include "tare/printable.hpp"

namespace tare {
namespace {

bool is_exception(const std::string& pattern) { return pattern.substr(0, 1) == "!"; }

[[noreturn]] void refuse(const char* what, const std::string& pattern, std::string_view reason) {
  throw Error(Fault::usage, "", fmt::format("{} {}: {}", what, tare::quoted(pattern), reason));
}

// `pattern` as the one line of an ignore file, `exceptions` behind it; `what` for messages.
Matcher matcher_of(const std::string& pattern, const char* what,
                   const std::string& exceptions = "") {
  constexpr std::string_view kFile = "pattern";
  try {
    const IgnoreFile line = IgnoreFile::parse(pattern, std::string(kFile));
    if (line.rules().size() != 1) refuse(what, pattern, "this is no pattern");
    return Matcher(IgnoreFile::parse(pattern + exceptions, std::string(kFile)));
  } catch (const Error& error) {
    if (error.line() == 0) throw;
    // Behind FILE:LINE: and, mostly, the pattern.
    std::string_view reason = std::string_view(error.what()).substr(kFile.size() + 4);
    const std::string again = printable(pattern) + ": ";
    if (reason.substr(0, again.size()) == again) reason.remove_prefix(again.size());
    refuse(what, pattern, reason);
  }
}

Matcher banned(const std::vector<std::string>& patterns, std::size_t at) {
  std::string exceptions;
  for (std::size_t i = at + 1; i < patterns.size(); ++i) {
    if (is_exception(patterns[i])) exceptions += "\n" + patterns[i];
  }
  return matcher_of(patterns[at], "forbidden", exceptions);
}

Matcher demanded(const std::string& pattern) {
  if (is_exception(pattern)) refuse("required", pattern, "an exception cannot be required");
  return matcher_of(pattern, "required");
}

bool is_literal(const std::string& pattern) {
  return pattern.find_first_of("*?[\\") == std::string::npos;
}

// Without following a link anywhere.
bool exists(const Context& context, const std::string& name) {
  const std::size_t slash = name.rfind('/');
  os::Descriptor parent;
  FileStatus status;
  if (slash == std::string::npos) {
    return !os::status(context.descriptor(), name.c_str(), status);
  }
  return !os::open_directory_below(context.descriptor(), name.substr(0, slash), parent) &&
         !os::status(parent.get(), name.c_str() + slash + 1, status);
}

std::vector<Contributor> contributors_of(const std::vector<Trial::Place>& places) {
  std::vector<Contributor> all;
  all.reserve(places.size());
  for (const Trial::Place& place : places) {
    all.push_back(
        {place.name + (place.directory ? "/" : ""), place.tally.files, place.tally.bytes, ""});
  }
  return all;
}

}  // namespace

Ban::Ban(const std::vector<std::string>& patterns, std::size_t at)
    : pattern_(patterns[at]), trial_(banned(patterns, at)) {}

void Ban::include(const Entry& entry, std::uint64_t bytes) {
  if (entry.reason == Entry::Reason::rules) trial_.include(entry, bytes);
}

void Ban::finish(std::vector<Finding>& findings) {
  const Trial::Use use = trial_.finish().front();
  if (use.places == 0) return;
  Finding finding;
  finding.id = "forbidden";
  finding.severity = Severity::error;
  const std::uint64_t files = use.tally.files;
  finding.message = fmt::format("{} the forbidden {}",
                                files != 0 ? count_of(files, "file matches", "files match")
                                           : count_of(use.places, "entry matches", "entries match"),
                                tare::quoted(pattern_));
  finding.explanation = "What matches a forbidden pattern must not be part of the context.";
  finding.fix = {Fix::Action::add, pattern_};
  finding.files = use.tally.files;
  finding.bytes = use.tally.bytes;
  finding.largest = contributors_of(use.largest);
  findings.push_back(std::move(finding));
}

Demand::Demand(const Context& context, const std::string& pattern)
    : context_(context),
      pattern_(pattern),
      lines_(demanded(pattern)),
      below_(matcher_of("!" + lines_.ignore_file().rules().front().pattern, "required")),
      trail_(lines_) {}

bool Demand::matches(const Entry& entry) { return trail_.match(entry.name).verdict().excluded; }

void Demand::include(const Entry& entry, std::uint64_t /*bytes*/) {
  // A directory that is listed for what lies below it is there no more than that.
  if (!met_ && entry.reason != Entry::Reason::parent) met_ = matches(entry);
}

void Demand::exclude(const Entry& entry, Visitor::Extent extent) {
  if (met_ || match_.rule != nullptr || extent == Visitor::Extent::self) return;
  if (matches(entry)) {
    match_ = {std::string(entry.name), entry.verdict.rule};
  } else if (directory_.rule == nullptr && entry.kind == Kind::directory &&
             below_.names_below(entry.name)) {
    directory_ = {std::string(entry.name), entry.verdict.rule};
  }
}

void Demand::finish(std::vector<Finding>& findings) const {
  if (met_) return;
  Finding finding;
  finding.id = "required";
  finding.severity = Severity::error;
  finding.message =
      fmt::format("nothing in the context matches the required {}", tare::quoted(pattern_));
  finding.explanation = "Something in the context has to match each required pattern.";
  const std::string& name = lines_.ignore_file().rules().front().pattern;
  const bool literal = is_literal(name);
  const Left& left = match_.rule != nullptr ? match_ : directory_;
  if (literal && !exists(context_, name)) {
    finding.message += "; there is no such file";
  } else if (left.rule != nullptr) {
    finding.path = left.rule->file;
    finding.line = left.rule->line;
    finding.message +=
        fmt::format("; line {} excludes {}{}", left.rule->line, tare::quoted(left.name),
                    match_.rule != nullptr ? ""
                    : literal              ? ", where it lies"
                                           : ", where it may lie");
    finding.fix = {Fix::Action::add, "!" + name};
  }
  findings.push_back(std::move(finding));
}

}  // namespace tare
