#include "c_error.hpp"

#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>

#include "tare/version.hpp"

namespace tare::c {
namespace {

tare_status status_of(Fault fault) {
  switch (fault) {
    case Fault::usage:
      return TARE_USAGE;
    case Fault::input:
      return TARE_INPUT;
    case Fault::output:
      return TARE_OUTPUT;
  }
  return TARE_FAILED;
}

// Throws std::bad_alloc.
void keep(tare_error** error, tare_error made) {
  if (error != nullptr) *error = new tare_error(std::move(made));
}

}  // namespace

tare_status status_of_exception(tare_error** error) noexcept {
  try {
    try {
      throw;
    } catch (const Stop&) {
      keep(error, {TARE_STOPPED, "stopped by the caller", "", 0, 0});
      return TARE_STOPPED;
    } catch (const Error& failure) {
      const tare_status status = status_of(failure.fault());
      keep(error,
           {status, failure.what(), failure.where(), failure.line(), failure.code().value()});
      return status;
    } catch (const std::exception& failure) {
      keep(error, {TARE_FAILED, failure.what(), "", 0, 0});
    } catch (...) {
      keep(error, {TARE_FAILED, "an unknown fault", "", 0, 0});
    }
  } catch (...) {  // NOLINT(bugprone-empty-catch): without memory there is no error to be told
  }
  return TARE_FAILED;
}

char* copy_of(const std::string& text) {
  auto* copy = static_cast<char*>(std::malloc(text.size() + 1));  // NOLINT: released by free()
  if (copy == nullptr) throw std::bad_alloc();
  std::memcpy(copy, text.c_str(), text.size() + 1);
  return copy;
}

}  // namespace tare::c

tare_status tare_error_status(const tare_error* error) { return error->status; }
const char* tare_error_message(const tare_error* error) { return error->message.c_str(); }
const char* tare_error_path(const tare_error* error) { return error->path.c_str(); }
size_t tare_error_line(const tare_error* error) { return error->line; }
int tare_error_errno(const tare_error* error) { return error->number; }
void tare_error_free(tare_error* error) { delete error; }

tare_error* tare_error_new(tare_status status, const char* message, const char* path, size_t line,
                           int number) {
  const auto text = [](const char* given) { return given != nullptr ? given : ""; };
  try {
    return new tare_error{status, text(message), text(path), line, number};
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

const char* tare_version(void) { return tare::kVersion; }

void tare_text_free(char* text) { std::free(text); }  // NOLINT: made by malloc()
