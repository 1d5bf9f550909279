#include <filesystem>
#include <optional>
#include <string>

#include "c_error.hpp"
#include "c_options.hpp"
#include "tare/digest.hpp"

namespace tare::c {
namespace {

// Nothing where no Dockerfile was asked for, and there is none or none that says what is built.
std::optional<BuildPlan> plan_if_any(const Context& context, const tare_options& options) {
  const bool asked = options.needed || options.context.dockerfile || options.build.target ||
                     !options.build.arguments.empty();
  std::error_code ignored;
  if (!asked && !std::filesystem::exists(context.dockerfile(), ignored)) return std::nullopt;
  try {
    return plan_of(context, options);
  } catch (const Error& error) {
    if (asked) throw;
    options.pack.report.diagnose({Diagnostic::Severity::warning, "", error.what(), {}});
    return std::nullopt;
  }
}

// With `instructions`, of each instruction that there is, too.
ContextDigest digest_of(const char* directory, const tare_options* given, bool instructions) {
  const tare_options options = completed(given);
  const ReportOptions& report = options.pack.report;
  tare_options whole = options;
  whole.needed = false;
  const Context context = open(directory, whole);
  const bool planned = instructions || options.needed;
  const std::optional<BuildPlan> plan = planned ? plan_if_any(context, options) : std::nullopt;
  DigestOptions wanted;
  wanted.cache = options.cache;
  wanted.threads = report.threads;
  wanted.progress = report.progress;
  wanted.diagnose = report.diagnose;
  return digest(options.needed ? context.narrowed(*plan) : context, plan ? &*plan : nullptr,
                wanted);
}

}  // namespace
}  // namespace tare::c

tare_status tare_digest(const char* directory, const tare_options* options, char** digest,
                        tare_error** error) {
  *digest = nullptr;
  return tare::c::guarded(error, [&] {
    const tare::ContextDigest made = tare::c::digest_of(directory, options, false);
    const bool needed = options != nullptr && options->needed;
    *digest = tare::c::copy_of(needed ? made.needed.value() : made.context);
  });
}

tare_status tare_digest_json(const char* directory, const tare_options* options, char** json,
                             tare_error** error) {
  *json = nullptr;
  return tare::c::guarded(error, [&] {
    *json =
        tare::c::copy_of(tare::to_json(tare::c::digest_of(directory, options, true), directory));
  });
}
