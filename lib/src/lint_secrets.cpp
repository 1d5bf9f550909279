#include <fmt/format.h>

#include <utility>

#include "lint_tree.hpp"
#include "literal_line.hpp"
#include "secret_search.hpp"
#include "trail.hpp"

namespace tare {
namespace {

class SecretPart : public LintPart {
 public:
  SecretPart(const Context& context, const LintOptions& options)
      : context_(context),
        options_(options),
        trail_(secret_matcher()),
        search_(context.descriptor(), options.threads) {}

  void include(const Entry& entry, std::uint64_t /*bytes*/) override {
    const std::uint64_t order = ++order_;
    if (entry.kind != Kind::file || entry.status->size == 0) return;
    const std::size_t slash = entry.name.rfind('/');
    const bool in_root = slash == std::string_view::npos;
    const std::string_view directory = entry.name.substr(0, in_root ? 0 : slash);
    if (directory != directory_) {
      directory_ = directory;
      place_ = secret_place(directory);
    }
    if (place_.installed) return;
    const SecretLine* line = line_for(entry.name);
    const std::uint64_t size = entry.status->size;
    const bool fits = size >= SecretSearch::kSmallest && size <= SecretSearch::kLargest;
    if (line == nullptr && !fits) return;
    const bool sample = place_.sample || is_sample_name(entry.name.substr(in_root ? 0 : slash + 1));
    search_.add({std::string(entry.name), line, size, sample, order});
  }

  void finish(const Report& /*report*/, std::vector<Finding>& findings) override {
    const SecretSearch::Result result = search_.finish();
    for (const Secret& secret : result.secrets) findings.push_back(finding_for(secret));
    if (result.more != 0) {
      Finding finding = finding_of("secret");
      finding.message = fmt::format("{} more secrets would be sent", result.more);
      finding.files = result.more;
      findings.push_back(std::move(finding));
    }
    tell_unread(result);
  }

 private:
  // The line that matches the file itself, not a directory above it.
  const SecretLine* line_for(std::string_view name) {
    const Verdict verdict = trail_.match(name).verdict();
    if (!verdict.excluded || verdict.reach != name.size()) return nullptr;
    return &secret_lines()[verdict.rule->line - 1];
  }

  [[nodiscard]] Finding finding_for(const Secret& secret) const {
    Finding finding = finding_of("secret");
    const Candidate& file = secret.file;
    finding.path = context_.path_of(file.name);
    finding.message = fmt::format("{} would be sent", secret.what);
    if (file.sample) {
      finding.severity = Severity::warning;
      finding.message += "; it looks like one for tests or examples";
    }
    // A wide line would take along what is no secret: other keys, certificates, examples.
    const bool narrow = file.line != nullptr && !file.sample &&
                        file.line->line.find_first_of("*[", 3) == std::string_view::npos;
    if (narrow) {
      finding.fix = {Fix::Action::add, std::string(file.line->line)};
    } else if (const auto line = literal_line(file.name)) {
      finding.fix = {Fix::Action::add, *line};
    }
    finding.files = 1;
    finding.bytes = file.size;
    return finding;
  }

  void tell_unread(const SecretSearch::Result& result) const {
    if (!options_.diagnose) return;
    for (const Unread& unread : result.unread) {
      options_.diagnose({Diagnostic::Severity::warning, context_.path_of(unread.file.name),
                         "cannot be searched for secrets", unread.reason});
    }
    if (result.more_unread != 0) {
      const std::string message =
          fmt::format("{} more files cannot be searched for secrets", result.more_unread);
      options_.diagnose({Diagnostic::Severity::warning, context_.directory(), message, {}});
    }
  }

  const Context& context_;
  const LintOptions& options_;
  Trail trail_;
  SecretSearch search_;
  std::string directory_;  // of the last file
  SecretPlace place_;
  std::uint64_t order_ = 0;
};

}  // namespace

std::unique_ptr<LintPart> make_secret_part(const Context& context, const LintOptions& options) {
  return std::make_unique<SecretPart>(context, options);
}

}  // namespace tare
