#include "entries.hpp"

namespace tare_node {
namespace {

constexpr std::size_t kNumbers = 8;

napi_value bytes_of(napi_env env, const std::string& name) {
  napi_value buffer = nullptr;
  check(env, napi_create_buffer_copy(env, name.size(), name.data(), nullptr, &buffer));
  return buffer;
}

void write(double* into, const Told& entry, bool as_bytes) {
  const std::string_view matched = std::string_view(entry.name).substr(0, entry.reach);
  *into++ = entry.included ? 1 : 0;
  *into++ = entry.excluded ? 1 : 0;
  *into++ = entry.kind;
  *into++ = static_cast<double>(entry.line);
  *into++ = static_cast<double>(as_bytes ? matched.size() : units_of(matched));
  *into++ = static_cast<double>(entry.size);
  *into++ = entry.mode;
  *into++ = static_cast<double>(entry.mtime);
}

}  // namespace

napi_value entries_of(napi_env env, const std::vector<Told>& entries, bool as_bytes) {
  const napi_value names = array_of(env, {});
  const napi_value rules = array_of(env, {});
  void* data = nullptr;
  napi_value memory = nullptr;
  const std::size_t count = entries.size() * kNumbers;
  check(env, napi_create_arraybuffer(env, count * sizeof(double), &data, &memory));
  std::uint32_t index = 0;
  for (const Told& entry : entries) {
    const napi_value name = as_bytes ? bytes_of(env, entry.name) : string_of(env, entry.name);
    check(env, napi_set_element(env, names, index, name));
    const bool ruled = !entry.rule.empty();
    check(env,
          napi_set_element(env, rules, index, ruled ? string_of(env, entry.rule) : null_of(env)));
    write(static_cast<double*>(data) + index++ * kNumbers, entry, as_bytes);
  }
  napi_value numbers = nullptr;
  check(env, napi_create_typedarray(env, napi_float64_array, count, memory, 0, &numbers));
  return array_of(env, {names, rules, numbers});
}

}  // namespace tare_node
