#include "secret_walk.hpp"

#include <fmt/format.h>

#include <string_view>

#include "literal_line.hpp"
#include "name_parts.hpp"

namespace tare {
namespace {

std::size_t index_of(const SecretLine& line) {
  return static_cast<std::size_t>(&line - secret_lines().data());
}

}  // namespace

SecretWalk::SecretWalk(const Context& context, unsigned threads)
    : context_(context),
      trail_(secret_matcher()),
      search_(context.descriptor(), threads),
      others_(secret_lines().size()) {}

void SecretWalk::include(const Entry& entry, std::uint64_t /*bytes*/) {
  const std::uint64_t order = ++order_;
  if (entry.kind != Kind::file || entry.status->size == 0) return;
  const std::string_view directory = parent_of(entry.name);
  if (directory != directory_) {
    directory_ = directory;
    place_ = secret_place(directory);
  }
  if (place_.installed) return;
  const SecretLine* line = line_for(entry.name);
  const std::uint64_t size = entry.status->size;
  const bool fits = size >= SecretSearch::kSmallest && size <= SecretSearch::kLargest;
  if (line == nullptr && !fits) return;
  if (line != nullptr) ++others_[index_of(*line)];
  const bool sample = place_.sample || is_sample_name(base_of(entry.name));
  search_.add({std::string(entry.name), line, size, sample, order});
}

// The line that matches the file itself, not a directory above it.
const SecretLine* SecretWalk::line_for(std::string_view name) {
  const Verdict verdict = trail_.match(name).verdict();
  if (!verdict.excluded || verdict.reach != name.size()) return nullptr;
  return &secret_lines()[verdict.rule->line - 1];
}

SecretSearch::Result SecretWalk::finish(const Diagnose& diagnose) {
  SecretSearch::Result result = search_.finish();
  for (const Secret& secret : result.secrets) {
    if (secret.file.line != nullptr && !secret.file.sample) --others_[index_of(*secret.file.line)];
  }
  // Which lines the ones match that are not told is not known; they are secrets all the same.
  if (result.more != 0) others_.assign(others_.size(), 0);
  if (diagnose) tell_unread(result, diagnose);
  return result;
}

void SecretWalk::tell_unread(const SecretSearch::Result& result, const Diagnose& diagnose) const {
  for (const Unread& unread : result.unread) {
    diagnose({Diagnostic::Severity::warning, context_.path_of(unread.file.name),
              "cannot be searched for secrets", unread.reason});
  }
  if (result.more_unread != 0) {
    const std::string message =
        fmt::format("{} more files cannot be searched for secrets", result.more_unread);
    diagnose({Diagnostic::Severity::warning, context_.directory(), message, {}});
  }
}

std::optional<std::string> SecretWalk::line_against(const Secret& secret) const {
  const SecretLine* line = secret.file.line;
  const bool others = line != nullptr && others_[index_of(*line)] != 0;
  // A wide line would take along what is no secret: other keys, certificates, examples.
  const bool narrow = line != nullptr && !secret.file.sample && !others &&
                      line->line.find_first_of("*[", 3) == std::string_view::npos;
  if (narrow) return std::string(line->line);
  std::optional<std::string> literal = literal_line(secret.file.name);
  // Says that the one in the root alone is meant.
  if (literal && others && parent_of(secret.file.name).empty()) literal->insert(0, 1, '/');
  return literal;
}

}  // namespace tare
