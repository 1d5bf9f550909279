#include "values.hpp"

namespace tare_node {
namespace {

void set(napi_env env, napi_value object, const char* name, napi_value value) {
  check(env, napi_set_named_property(env, object, name, value));
}

// Whether it was a string.
bool read_string(napi_env env, napi_value value, std::string& into) {
  constexpr std::size_t kUsual = 256;
  into.resize(kUsual);
  std::size_t size = 0;
  const napi_status status =
      napi_get_value_string_utf8(env, value, into.data(), into.size(), &size);
  if (status == napi_string_expected) return false;
  check(env, status);
  // A character takes up to four bytes, and what does not fit is cut off before it.
  if (size + 4 >= kUsual) {
    check(env, napi_get_value_string_utf8(env, value, nullptr, 0, &size));
    into.resize(size + 1);
    check(env, napi_get_value_string_utf8(env, value, into.data(), into.size(), &size));
  }
  into.resize(size);
  return true;
}

void read_text(napi_env env, napi_value value, std::string& into) {
  if (read_string(env, value, into)) return;
  void* bytes = nullptr;
  std::size_t size = 0;
  bool is_buffer = false;
  check(env, napi_is_buffer(env, value, &is_buffer));
  if (!is_buffer) throw_type_error(env, "a string or a Buffer is expected");
  check(env, napi_get_buffer_info(env, value, &bytes, &size));
  into.assign(static_cast<const char*>(bytes), size);
}

}  // namespace

void check(napi_env env, napi_status status) {
  if (status == napi_ok) return;
  bool pending = false;
  napi_is_exception_pending(env, &pending);
  if (!pending) {
    const napi_extended_error_info* info = nullptr;
    napi_get_last_error_info(env, &info);
    const bool told = info != nullptr && info->error_message != nullptr;
    napi_throw_error(env, nullptr, told ? info->error_message : "a call of Node-API failed");
  }
  throw Pending();
}

void throw_type_error(napi_env env, const char* message) {
  napi_throw_type_error(env, "ERR_INVALID_ARG_TYPE", message);
  throw Pending();
}

Failure failure_of(tare_status status, tare_error* error) {
  if (error == nullptr) return {status, "memory ran out", "", 0, 0};
  Failure failure{status, tare_error_message(error), tare_error_path(error), tare_error_line(error),
                  tare_error_errno(error)};
  tare_error_free(error);
  return failure;
}

napi_value error_of(napi_env env, const Failure& failure) {
  napi_value error = nullptr;
  check(env, napi_create_error(env, nullptr, string_of(env, failure.message), &error));
  set(env, error, "status", number_of(env, failure.status));
  set(env, error, "path", string_of(env, failure.path));
  set(env, error, "line", number_of(env, static_cast<double>(failure.line)));
  set(env, error, "errno", number_of(env, failure.number));
  return error;
}

void throw_failure(napi_env env, const Failure& failure) {
  check(env, napi_throw(env, error_of(env, failure)));
  throw Pending();
}

void read_name(napi_env env, napi_value value, std::string& into) {
  read_text(env, value, into);
  if (into.find('\0') != std::string::npos) {
    napi_throw_type_error(env, "ERR_INVALID_ARG_VALUE", "a name cannot have a NUL in it");
    throw Pending();
  }
}

std::string name_of(napi_env env, napi_value value) {
  std::string name;
  read_name(env, value, name);
  return name;
}

std::string text_of(napi_env env, napi_value value) {
  std::string text;
  read_text(env, value, text);
  return text;
}

napi_value string_of(napi_env env, std::string_view text) {
  napi_value result = nullptr;
  check(env, napi_create_string_utf8(env, text.data(), text.size(), &result));
  return result;
}

napi_value number_of(napi_env env, double number) {
  napi_value result = nullptr;
  check(env, napi_create_double(env, number, &result));
  return result;
}

napi_value boolean_of(napi_env env, bool value) {
  napi_value result = nullptr;
  check(env, napi_get_boolean(env, value, &result));
  return result;
}

napi_value null_of(napi_env env) {
  napi_value result = nullptr;
  check(env, napi_get_null(env, &result));
  return result;
}

bool is_string(napi_env env, napi_value value) {
  napi_valuetype type = napi_undefined;
  check(env, napi_typeof(env, value, &type));
  return type == napi_string;
}

bool truth_of(napi_env env, napi_value value) {
  bool truth = false;
  check(env, napi_get_value_bool(env, value, &truth));
  return truth;
}

std::size_t units_of(std::string_view name) {
  std::size_t units = 0;
  for (const char letter : name) {
    const auto byte = static_cast<unsigned char>(letter);
    if ((byte & 0xC0U) != 0x80U) units += byte >= 0xF0U ? 2 : 1;
  }
  return units;
}

std::uint32_t length_of(napi_env env, napi_value array) {
  std::uint32_t length = 0;
  check(env, napi_get_array_length(env, array, &length));
  return length;
}

napi_value element_of(napi_env env, napi_value array, std::uint32_t index) {
  napi_value element = nullptr;
  check(env, napi_get_element(env, array, index, &element));
  return element;
}

napi_value array_of(napi_env env, std::initializer_list<napi_value> elements) {
  napi_value array = nullptr;
  check(env, napi_create_array_with_length(env, elements.size(), &array));
  std::uint32_t index = 0;
  for (const napi_value element : elements)
    check(env, napi_set_element(env, array, index++, element));
  return array;
}

Scope::Scope(napi_env env) : env_(env) { check(env, napi_open_handle_scope(env, &scope_)); }

Scope::~Scope() { napi_close_handle_scope(env_, scope_); }

}  // namespace tare_node
