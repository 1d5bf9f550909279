// Flags as BuildKit reads them, byte by byte: quotes and backslashes (never the escape of the
// directive) go at once. Each byte of a character beyond ASCII becomes a character of its own, and
// those with the bytes 85 and A0 end a word; `--exclude=naïve` means something else than it says,
// in BuildKit and here.

#include "instruction_flags.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "flag_values.hpp"
#include "misspelling.hpp"
#include "tare/printable.hpp"

namespace tare {
namespace {

enum class FlagValue { text, texts, boolean, network, security, duration, count };

struct KnownFlag {
  Instruction::Kind kind;
  std::string_view name;
  FlagValue value;
};

using Name = Instruction::Kind;

constexpr std::array<KnownFlag, 23> kFlags{{
    {Name::from, "platform", FlagValue::text},
    {Name::add, "chown", FlagValue::text},
    {Name::add, "chmod", FlagValue::text},
    {Name::add, "checksum", FlagValue::text},
    {Name::add, "exclude", FlagValue::texts},
    {Name::add, "link", FlagValue::boolean},
    {Name::add, "keep-git-dir", FlagValue::boolean},
    {Name::add, "unpack", FlagValue::boolean},
    {Name::copy, "from", FlagValue::text},
    {Name::copy, "chown", FlagValue::text},
    {Name::copy, "chmod", FlagValue::text},
    {Name::copy, "exclude", FlagValue::texts},
    {Name::copy, "link", FlagValue::boolean},
    {Name::copy, "parents", FlagValue::boolean},
    {Name::run, "mount", FlagValue::texts},
    {Name::run, "network", FlagValue::network},
    {Name::run, "security", FlagValue::security},
    {Name::run, "device", FlagValue::texts},
    {Name::healthcheck, "interval", FlagValue::duration},
    {Name::healthcheck, "timeout", FlagValue::duration},
    {Name::healthcheck, "start-period", FlagValue::duration},
    {Name::healthcheck, "start-interval", FlagValue::duration},
    {Name::healthcheck, "retries", FlagValue::count},
}};

const KnownFlag* known_flag(Name kind, std::string_view name) {
  const auto* const found = std::find_if(kFlags.begin(), kFlags.end(), [&](const KnownFlag& flag) {
    return flag.kind == kind && flag.name == name;
  });
  return found == kFlags.end() ? nullptr : found;
}

std::string unknown_flag(Name kind, const std::string& name) {
  std::vector<std::string_view> names;
  for (const KnownFlag& flag : kFlags) {
    if (flag.kind == kind) names.push_back(flag.name);
  }
  std::string error = fmt::format("{} has no flag --{}", name_of(kind), name);
  if (names.empty()) return error + "; it takes none";
  const std::string_view meant = meant_name(name, names);
  if (!meant.empty()) return fmt::format("{}; did you mean --{}?", error, meant);
  return fmt::format("{}; it knows --{}", error, fmt::join(names, ", --"));
}

// What `value` should be; empty when it is good.
std::string_view wanted(FlagValue kind, std::string_view value) {
  const auto one_of = [&](std::initializer_list<std::string_view> values) {
    return std::find(values.begin(), values.end(), value) != values.end();
  };
  switch (kind) {
    case FlagValue::text:
    case FlagValue::texts:
      return {};
    case FlagValue::boolean:
      return is_boolean(value) ? "" : "true or false";
    case FlagValue::network:
      return one_of({"default", "none", "host"}) ? "" : "default, none or host";
    case FlagValue::security:
      return one_of({"sandbox", "insecure"}) ? "" : "sandbox or insecure";
    case FlagValue::duration:
      return is_duration(value) ? "" : "a time such as 30s or 1m30s, of at least 1ms";
    case FlagValue::count:
      return is_count(value) ? "" : "a whole number, not below 0";
  }
  return {};
}

std::optional<std::string> value_error(const KnownFlag& known, const InstructionFlag& flag) {
  if (!flag.value) {
    if (known.value == FlagValue::boolean) return std::nullopt;
    return fmt::format("--{0} has no value; write --{0}=VALUE, without blanks around the '='",
                       flag.name);
  }
  const std::string_view form = wanted(known.value, *flag.value);
  if (!form.empty()) {
    return fmt::format("--{} cannot be {}; it takes {}", flag.name, tare::quoted(*flag.value),
                       form);
  }
  if (known.kind == Name::copy && known.name == "from" &&
      flag.value->find('$') != std::string::npos) {
    return std::string(
        "--from takes no variables; make a stage of it, FROM ${VARIABLE} AS name, and copy from "
        "that");
  }
  return std::nullopt;
}

// What Go makes of a byte that it takes for a character.
void append_latin1(std::string& text, char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte < 0x80) {
    text += c;
  } else {
    text += static_cast<char>(0xC0u | byte >> 6u);
    text += static_cast<char>(0x80u | (byte & 0x3Fu));
  }
}

bool ends_flag(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return c == ' ' || (c >= '\t' && c <= '\r') || byte == 0x85 || byte == 0xA0;
}

// The flag at the beginning of `text`, which it is taken off.
std::string take_flag(std::string_view& text) {
  std::string flag;
  constexpr char kNone = '\0';
  char quote = kNone;
  while (!text.empty()) {
    char c = text.front();
    if (quote == kNone && ends_flag(c)) break;
    text.remove_prefix(1);
    if (quote != kNone && quote == c) {
      quote = kNone;
    } else if (quote == kNone && (c == '"' || c == '\'')) {
      quote = c;
    } else {
      if (c == '\\') {
        if (text.empty()) break;
        c = text.front();
        text.remove_prefix(1);
      }
      append_latin1(flag, c);
    }
  }
  return flag;
}

}  // namespace

FlagSplit split_flags(std::string_view text) {
  FlagSplit split;
  while (true) {
    while (!text.empty() && ends_flag(text.front())) text.remove_prefix(1);
    split.rest = text;
    if (text.substr(0, 2) != "--") return split;
    const std::string flag = take_flag(text);
    if (flag == "--") {
      split.rest = text;
      return split;
    }
    const std::size_t sign = flag.find('=');
    InstructionFlag& added = split.flags.emplace_back();
    added.name = flag.substr(2, sign == std::string::npos ? sign : sign - 2);
    if (sign != std::string::npos) added.value = flag.substr(sign + 1);
  }
}

std::optional<std::string> flag_error(Instruction::Kind kind,
                                      const std::vector<InstructionFlag>& flags) {
  std::set<std::string_view> seen;
  for (const InstructionFlag& flag : flags) {
    const KnownFlag* const known = known_flag(kind, flag.name);
    if (known == nullptr) return unknown_flag(kind, flag.name);
    if (!seen.insert(flag.name).second && known->value != FlagValue::texts) {
      return fmt::format("--{} stands twice in one instruction; keep one of them", flag.name);
    }
    if (std::optional<std::string> error = value_error(*known, flag)) return error;
  }
  return std::nullopt;
}

}  // namespace tare
