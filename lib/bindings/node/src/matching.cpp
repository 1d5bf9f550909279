#include "matching.hpp"

#include <memory>
#include <vector>

#include "name_matcher.hpp"

namespace tare_node {
namespace {

tare_verdict verdict_of(napi_env env, NameMatcher& rules, std::string& name) {
  try {
    return rules.match(name);
  } catch (const Failure& failure) {
    throw_failure(env, failure);
  }
}

// Its memory is used again for the next name.
std::string& buffer() {
  thread_local std::string name;
  return name;
}

}  // namespace

napi_value parse(const Arguments& arguments) {
  const napi_env env = arguments.env;
  const std::string text = text_of(env, arguments.values[0]);
  const std::string file = name_of(env, arguments.values[1]);
  try {
    auto rules = std::make_unique<NameMatcher>(text, file.c_str());
    napi_value handle = nullptr;
    const auto release = [](napi_env, void* data, void*) {
      delete static_cast<NameMatcher*>(data);
    };
    check(env, napi_create_external(env, rules.get(), release, nullptr, &handle));
    static_cast<void>(rules.release());
    return handle;
  } catch (const Failure& failure) {
    throw_failure(env, failure);
  }
}

napi_value excludes(const Arguments& arguments) {
  const napi_env env = arguments.env;
  std::string& name = buffer();
  read_name(env, arguments.values[1], name);
  return boolean_of(env, verdict_of(env, arguments.handle<NameMatcher>(0), name).excluded != 0);
}

napi_value kept(const Arguments& arguments) {
  const napi_env env = arguments.env;
  NameMatcher& rules = arguments.handle<NameMatcher>(0);
  const napi_value names = arguments.values[1];
  napi_value result = nullptr;
  check(env, napi_create_array(env, &result));
  std::string& name = buffer();
  std::uint32_t size = 0;
  constexpr std::uint32_t kAtOnce = 1024;
  const std::uint32_t length = length_of(env, names);
  for (std::uint32_t from = 0; from < length; from += kAtOnce) {
    const Scope scope(env);
    for (std::uint32_t i = from; i < length && i < from + kAtOnce; ++i) {
      const napi_value value = element_of(env, names, i);
      read_name(env, value, name);
      if (name.empty() || verdict_of(env, rules, name).excluded != 0) continue;
      check(env, napi_set_element(env, result, size++, value));
    }
  }
  return result;
}

napi_value match(const Arguments& arguments) {
  const napi_env env = arguments.env;
  std::string& name = buffer();
  read_name(env, arguments.values[1], name);
  const tare_verdict verdict = verdict_of(env, arguments.handle<NameMatcher>(0), name);
  const std::string_view matched = std::string_view(name).substr(0, verdict.reach);
  const bool is_text = is_string(env, arguments.values[1]);
  const std::size_t reach = is_text ? units_of(matched) : matched.size();
  return array_of(env, {boolean_of(env, verdict.excluded != 0),
                        number_of(env, static_cast<double>(verdict.line)),
                        verdict.rule != nullptr ? string_of(env, verdict.rule) : null_of(env),
                        number_of(env, static_cast<double>(reach))});
}

napi_value explain(const Arguments& arguments) {
  const napi_env env = arguments.env;
  const NameMatcher& rules = arguments.handle<NameMatcher>(0);
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < length_of(env, arguments.values[1]); ++i) {
    names.push_back(cleaned(name_of(env, element_of(env, arguments.values[1], i))));
  }
  std::vector<const char*> texts;
  texts.reserve(names.size());
  for (const std::string& name : names) texts.push_back(name.c_str());
  char* json = nullptr;
  tare_error* error = nullptr;
  const tare_status status =
      tare_explain(rules.matcher(), texts.data(), texts.size(), &json, &error);
  if (status != TARE_OK) throw_failure(env, failure_of(status, error));
  const std::unique_ptr<char, void (*)(char*)> owned(json, tare_text_free);
  return string_of(env, owned.get());
}

}  // namespace tare_node
