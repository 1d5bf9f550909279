#include "platform.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "ascii.hpp"
#include "lower_case.hpp"
#include "word_error.hpp"

// As containerd's platforms package reads it: one part is a system or an architecture, two or three
// are anything that is spelt well; other names of an architecture become Go's.

namespace tare {
namespace {

#if defined(__x86_64__)
constexpr std::string_view kMachine = "linux/amd64";
#elif defined(__aarch64__)
constexpr std::string_view kMachine = "linux/arm64";
#elif defined(__arm__)
constexpr std::string_view kMachine = "linux/arm/v7";
#elif defined(__i386__)
constexpr std::string_view kMachine = "linux/386";
#elif defined(__powerpc64__)
constexpr std::string_view kMachine = "linux/ppc64le";
#elif defined(__s390x__)
constexpr std::string_view kMachine = "linux/s390x";
#elif defined(__riscv)
constexpr std::string_view kMachine = "linux/riscv64";
#elif defined(__loongarch__)
constexpr std::string_view kMachine = "linux/loong64";
#else
constexpr std::string_view kMachine = "linux/mips64le";
#endif

constexpr std::array<std::string_view, 16> kSystems{
    "aix", "android", "darwin", "dragonfly", "freebsd", "hurd",    "illumos", "ios",
    "js",  "linux",   "netbsd", "openbsd",   "plan9",   "solaris", "wasip1",  "windows"};
constexpr std::array<std::string_view, 17> kArchitectures{
    "386",     "amd64", "amd64p32", "arm",    "armbe",    "arm64",   "arm64be", "ppc64", "ppc64le",
    "loong64", "mips",  "mipsle",   "mips64", "mips64le", "riscv64", "s390x",   "wasm"};

template <typename Names>
bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<std::string> platform_parts(std::string_view text) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t slash = text.find('/');
    const std::string_view part = text.substr(0, slash);
    const bool first = parts.empty();
    const bool well = !part.empty() && std::all_of(part.begin(), part.end(), [&](char c) {
      return ascii::is_letter(c) || ascii::is_digit(c) || c == '_' || c == '.' || c == '-' ||
             (first && (c == '(' || c == ')'));
    });
    if (!well) throw WordError("'" + std::string(part) + "' is no part of a platform");
    parts.push_back(lower_case(part));
    if (slash == std::string_view::npos) return parts;
    text.remove_prefix(slash + 1);
  }
}

void normalise(Platform& platform) {
  std::string& architecture = platform.architecture;
  std::string& variant = platform.variant;
  if (platform.system == "macos") platform.system = "darwin";
  if (architecture == "i386") {
    architecture = "386";
    variant.clear();
  } else if (architecture == "x86_64" || architecture == "x86-64" || architecture == "amd64") {
    architecture = "amd64";
    if (variant == "v1") variant.clear();
  } else if (architecture == "aarch64" || architecture == "arm64") {
    architecture = "arm64";
    if (variant == "8" || variant == "v8") variant.clear();
  } else if (architecture == "armhf") {
    architecture = "arm";
    variant = "v7";
  } else if (architecture == "armel") {
    architecture = "arm";
    variant = "v6";
  } else if (architecture == "arm") {
    if (variant.empty() || variant == "7") variant = "v7";
    if (variant == "5" || variant == "6" || variant == "8") variant.insert(0, 1, 'v');
  }
}

}  // namespace

std::string Platform::text() const {
  return system + (architecture.empty() ? "" : "/" + architecture) +
         (variant.empty() ? "" : "/" + variant);
}

Platform parse_platform(std::string_view text) {
  const std::vector<std::string> parts = platform_parts(text);
  Platform platform;
  if (parts.size() > 3) throw WordError("a platform is SYSTEM/ARCHITECTURE/VARIANT");
  if (parts.size() > 1) {
    platform = {parts[0].substr(0, parts[0].find('(')), parts[1], parts.size() > 2 ? parts[2] : ""};
    normalise(platform);
    return platform;
  }
  const Platform machine = machine_platform();
  const std::string only = parts[0].substr(0, parts[0].find('('));
  platform = {only, machine.architecture, machine.variant};
  normalise(platform);
  if (contains(kSystems, platform.system)) return platform;
  platform = {machine.system, only, ""};
  normalise(platform);
  if (contains(kArchitectures, platform.architecture)) return platform;
  throw WordError("'" + only + "' is neither a system nor an architecture");
}

Platform machine_platform() {
  const std::vector<std::string> parts = platform_parts(kMachine);
  return {parts[0], parts[1], parts.size() > 2 ? parts[2] : ""};
}

}  // namespace tare
