#include "c_options.hpp"

#include <array>
#include <charconv>
#include <new>
#include <string_view>

#include "c_entry.hpp"
#include "c_error.hpp"
#include "c_matcher.hpp"
#include "tare/printable.hpp"

namespace tare::c {
namespace {

[[noreturn]] void refuse(const std::string& name, const std::string& value, const char* wanted) {
  throw Error(Fault::usage, "",
              "option " + name + ": " + tare::quoted(value) + " is not " + wanted);
}

template <typename Number>
Number number(const std::string& name, const std::string& value) {
  Number result = 0;
  const char* end = value.data() + value.size();
  const auto read = std::from_chars(value.data(), end, result);
  if (read.ec != std::errc{} || read.ptr != end) refuse(name, value, "a number that fits");
  return result;
}

bool truth(const std::string& name, const char* value) {
  if (value == nullptr || std::string_view(value) == "true") return true;
  if (std::string_view(value) != "false") refuse(name, value, "true or false");
  return false;
}

struct Switch {
  const char* name;
  void (*set)(tare_options&, bool);
};

constexpr std::array<Switch, 8> kSwitches{{
    {"no-ignore", [](tare_options& o, bool on) { o.context.use_ignore_file = !on; }},
    {"one-file-system", [](tare_options& o, bool on) { o.context.one_file_system = on; }},
    {"needed", [](tare_options& o, bool on) { o.needed = on; }},
    {"keep-going", [](tare_options& o, bool on) { o.pack.report.keep_going = on; }},
    {"context-only", [](tare_options& o, bool on) { o.pack.report.context_only = on; }},
    {"no-measure", [](tare_options& o, bool on) { o.pack.report.measure = !on; }},
    {"reproducible", [](tare_options& o, bool on) { o.pack.reproducible = on; }},
    {"xattrs", [](tare_options& o, bool on) { o.pack.every_attribute = on; }},
}};

void set_dialect(tare_options& options, const std::string& value) {
  if (value != "buildkit" && value != "classic") refuse("dialect", value, "buildkit or classic");
  options.context.dialect = value == "classic" ? Dialect::classic : Dialect::buildkit;
}

void add_build_argument(tare_options& options, const std::string& value) {
  const std::size_t equals = value.find('=');
  if (equals == std::string::npos || equals == 0) refuse("build-arg", value, "NAME=VALUE");
  options.build.arguments[value.substr(0, equals)] = value.substr(equals + 1);
}

struct Setting {
  const char* name;
  void (*set)(tare_options&, const std::string&);
};

constexpr std::array<Setting, 10> kSettings{{
    {"file", [](tare_options& o, const std::string& value) { o.context.dockerfile = value; }},
    {"ignore-file",
     [](tare_options& o, const std::string& value) { o.context.ignore_file = value; }},
    {"dialect", set_dialect},
    {"target", [](tare_options& o, const std::string& value) { o.build.target = value; }},
    {"build-arg", add_build_argument},
    {"threads",
     [](tare_options& o, const std::string& value) {
       o.pack.report.threads = number<unsigned>("threads", value);
     }},
    {"compress",
     [](tare_options& o, const std::string& value) { o.compression = parse_compression(value); }},
    {"source-date-epoch",
     [](tare_options& o, const std::string& value) {
       o.pack.source_date_epoch = number<std::int64_t>("source-date-epoch", value);
     }},
    {"platform", [](tare_options& o, const std::string& value) { o.platform = value; }},
    {"cache", [](tare_options& o, const std::string& value) { o.cache = value; }},
}};

void set(tare_options& options, const std::string& name, const char* value) {
  for (const Switch& known : kSwitches) {
    if (known.name == name) return known.set(options, truth(name, value));
  }
  for (const Setting& known : kSettings) {
    if (known.name != name) continue;
    if (value == nullptr) throw Error(Fault::usage, "", "option " + name + " needs a value");
    return known.set(options, value);
  }
  throw Error(Fault::usage, "", "there is no option " + tare::quoted(name));
}

}  // namespace

tare_options completed(const tare_options* options) {
  tare_options result = options != nullptr ? *options : tare_options();
  ReportOptions& report = result.pack.report;
  report.each_entry = true;  // as the schema of the JSON has it
  report.diagnose = [message = result.message, data = result.message_data](const Diagnostic& told) {
    if (message == nullptr) return;
    const bool note = told.severity == Diagnostic::Severity::note;
    message(((note ? "note: " : "warning: ") + to_string(told)).c_str(), data);
  };
  if (result.progress != nullptr) {
    report.progress = [progress = result.progress,
                       data = result.progress_data](const Progress& done) {
      if (progress(done.entries, done.bytes, std::string(done.place).c_str(), data) != 0)
        throw Stop();
    };
  }
  if (result.choose != nullptr) {
    report.choose = [choose = result.choose, data = result.choose_data](const Entry& entry) {
      return ask(choose, data, entry, true);
    };
  }
  return result;
}

Context open(const char* directory, const tare_options& options) {
  ContextOptions wanted = options.context;
  wanted.directory = directory;
  Context context(wanted);
  for (const Diagnostic& told : context.diagnostics()) options.pack.report.diagnose(told);
  return options.needed ? context.narrowed(plan_of(context, options)) : context;
}

BuildPlan plan_of(const Context& context, const tare_options& options) {
  BuildPlan plan = context.plan(options.build);
  for (const Diagnostic& told : plan.diagnostics()) options.pack.report.diagnose(told);
  return plan;
}

}  // namespace tare::c

tare_options* tare_options_new(void) { return new (std::nothrow) tare_options(); }
void tare_options_free(tare_options* options) { delete options; }

tare_status tare_options_set(tare_options* options, const char* name, const char* value,
                             tare_error** error) {
  return tare::c::guarded(error, [&] { tare::c::set(*options, name, value); });
}

void tare_options_rules(tare_options* options, const tare_matcher* matcher) {
  options->context.rules.reset();
  if (matcher != nullptr) options->context.rules = matcher->matcher;
}

void tare_options_on_message(tare_options* options, tare_message message, void* data) {
  options->message = message;
  options->message_data = data;
}

void tare_options_on_progress(tare_options* options, tare_progress progress, void* data) {
  options->progress = progress;
  options->progress_data = data;
}

void tare_options_on_entry(tare_options* options, tare_visit choose, void* data) {
  options->choose = choose;
  options->choose_data = data;
}
