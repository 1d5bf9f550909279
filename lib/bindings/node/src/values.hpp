#pragma once

#include <node_api.h>

#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <string>
#include <string_view>

#include "tare/tare.h"

namespace tare_node {

/// JavaScript has an exception to throw: unwinds to the function that it called.
struct Pending {};

/// Turns a failed call into a pending exception, unless there is one, and throws Pending.
void check(napi_env env, napi_status status);

[[noreturn]] void throw_type_error(napi_env env, const char* message);

/// Why something failed, away from the thread and the handle that told it.
struct Failure {
  int status = TARE_OK;
  std::string message;
  std::string path;
  std::size_t line = 0;
  int number = 0;  ///< errno
};

/// What `error` says, which is released.
[[nodiscard]] Failure failure_of(tare_status status, tare_error* error);

/// An Error with `status`, `path`, `line` and `errno`, of which lib/errors.js makes one for people.
[[nodiscard]] napi_value error_of(napi_env env, const Failure& failure);
[[noreturn]] void throw_failure(napi_env env, const Failure& failure);

/// A string, or the bytes of a Buffer. A name or path that has a NUL in it is a TypeError.
void read_name(napi_env env, napi_value value, std::string& into);
[[nodiscard]] std::string name_of(napi_env env, napi_value value);
/// Likewise, and may have a NUL.
[[nodiscard]] std::string text_of(napi_env env, napi_value value);

[[nodiscard]] napi_value string_of(napi_env env, std::string_view text);
[[nodiscard]] napi_value number_of(napi_env env, double number);
[[nodiscard]] napi_value boolean_of(napi_env env, bool value);
[[nodiscard]] napi_value null_of(napi_env env);
[[nodiscard]] bool is_string(napi_env env, napi_value value);
[[nodiscard]] bool truth_of(napi_env env, napi_value value);

/// How JavaScript counts the letters of `name`: in UTF-16 units.
[[nodiscard]] std::size_t units_of(std::string_view name);

[[nodiscard]] std::uint32_t length_of(napi_env env, napi_value array);
[[nodiscard]] napi_value element_of(napi_env env, napi_value array, std::uint32_t index);
[[nodiscard]] napi_value array_of(napi_env env, std::initializer_list<napi_value> elements);

/// Handles made meanwhile go with it: for loops over many values.
class Scope {
 public:
  explicit Scope(napi_env env);
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;
  ~Scope();

 private:
  napi_env env_;
  napi_handle_scope scope_ = nullptr;
};

/// The arguments of a call, of which all that a function takes are always there: lib/ sees to it.
struct Arguments {
  napi_env env;
  napi_value values[6];

  template <typename Handle>
  [[nodiscard]] Handle& handle(std::size_t index) const {
    void* found = nullptr;
    check(env, napi_get_value_external(env, values[index], &found));
    return *static_cast<Handle*>(found);
  }
};

/// Makes a function for JavaScript of one in C++, which may throw.
template <napi_value (*function)(const Arguments&)>
napi_value entry_point(napi_env env, napi_callback_info info) {
  try {
    Arguments arguments{env, {}};
    std::size_t count = std::size(arguments.values);
    check(env, napi_get_cb_info(env, info, &count, arguments.values, nullptr, nullptr));
    return function(arguments);
  } catch (const Pending&) {
    return nullptr;
  } catch (const std::exception& error) {
    napi_throw_error(env, nullptr, error.what());
    return nullptr;
  }
}

}  // namespace tare_node
