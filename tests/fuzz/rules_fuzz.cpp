// Any text as an ignore file and any names under it: the input is the file, then names, with a NUL
// byte before each.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "tare/error.hpp"
#include "tare/matcher.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

bool is_name(std::string_view name) {
  return !name.empty() && name.front() != '/' && name.back() != '/' &&
         name.find("//") == std::string_view::npos;
}

// A verdict handed down step by step is the verdict of the whole name, and explains itself.
void check(const tare::Matcher& matcher, std::string_view name) {
  const tare::Verdict whole = matcher.match(name);
  const std::size_t slash = name.rfind('/');
  const tare::Verdict parent =
      slash == std::string_view::npos ? tare::Verdict() : matcher.match(name.substr(0, slash));
  const tare::Verdict step = matcher.match(name, parent);
  require(step.rule == whole.rule && step.reach == whole.reach);
  require(whole.excluded == (whole.rule != nullptr && !whole.rule->exception));
  require(whole.reach == name.size() ||
          (whole.reach < name.size() && (whole.rule == nullptr || name[whole.reach] == '/')));
  if (matcher.names_below(name)) require(matcher.enters(name));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string_view rules = input.substr(0, input.find('\0'));
  input.remove_prefix(rules.size());
  for (const tare::Dialect dialect : {tare::Dialect::buildkit, tare::Dialect::classic}) {
    try {
      const tare::Matcher matcher(tare::IgnoreFile::parse(rules), dialect);
      for (std::string_view rest = input; !rest.empty();) {
        rest.remove_prefix(1);
        const std::string_view name = rest.substr(0, rest.find('\0'));
        rest.remove_prefix(name.size());
        if (is_name(name)) check(matcher, name);
      }
    } catch (const tare::Error& error) {
      require(error.line() != 0 && error.fault() == tare::Fault::usage);
    }
  }
  return 0;
}
