#include <fmt/format.h>

#include <utility>

#include "lint_tree.hpp"
#include "secret_walk.hpp"

namespace tare {
namespace {

class SecretPart : public LintPart {
 public:
  SecretPart(const Context& context, const LintOptions& options)
      : context_(context), options_(options), walk_(context, options.threads) {}

  void include(const Entry& entry, std::uint64_t bytes) override { walk_.include(entry, bytes); }

  void finish(const Report& /*report*/, std::vector<Finding>& findings) override {
    const SecretSearch::Result result = walk_.finish(options_.diagnose);
    for (const Secret& secret : result.secrets) findings.push_back(finding_for(secret));
    if (result.more == 0) return;
    Finding finding = finding_of("secret");
    finding.message = fmt::format("{} more secrets would be sent", result.more);
    finding.files = result.more;
    findings.push_back(std::move(finding));
  }

 private:
  [[nodiscard]] Finding finding_for(const Secret& secret) const {
    Finding finding = finding_of("secret");
    finding.path = context_.path_of(secret.file.name);
    finding.message = fmt::format("{} would be sent", secret.what);
    if (secret.file.sample) {
      finding.severity = Severity::warning;
      finding.message += "; it looks like one for tests or examples";
    }
    if (const auto line = walk_.line_against(secret)) finding.fix = {Fix::Action::add, *line};
    finding.files = 1;
    finding.bytes = secret.file.size;
    return finding;
  }

  const Context& context_;
  const LintOptions& options_;
  SecretWalk walk_;
};

}  // namespace

std::unique_ptr<LintPart> make_secret_part(const Context& context, const LintOptions& options) {
  return std::make_unique<SecretPart>(context, options);
}

}  // namespace tare
