#pragma once

#include <string>

#include "tare/error.hpp"
#include "tare/tare.h"

struct tare_error {
  tare_status status = TARE_FAILED;
  std::string message;
  std::string path;
  std::size_t line = 0;
  int number = 0;
};

namespace tare::c {

/// What a callback's wish to stop travels as.
struct Stop {};

/// Turns the exception that is being handled into a status and, where `error` is not null, into an
/// error.
tare_status status_of_exception(tare_error** error) noexcept;

/// Does `work`, and lets no exception out of it.
template <typename Work>
tare_status guarded(tare_error** error, const Work& work) noexcept {
  if (error != nullptr) *error = nullptr;
  try {
    work();
    return TARE_OK;
  } catch (...) {
    return status_of_exception(error);
  }
}

/// A copy that tare_text_free releases. Throws std::bad_alloc.
[[nodiscard]] char* copy_of(const std::string& text);

}  // namespace tare::c
