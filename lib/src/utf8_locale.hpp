#pragma once

#include <locale.h>

namespace tare {

/// libarchive converts the names in PAX headers from and to the locale's encoding, and "C" knows
/// ASCII only. C.UTF-8 is made once, and in force for one thread while this lives.
class Utf8Locale {
 public:
  Utf8Locale() {
    static const locale_t kUtf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t{});
    if (kUtf8 != locale_t{}) before_ = uselocale(kUtf8);
  }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;
  ~Utf8Locale() {
    if (before_ != locale_t{}) uselocale(before_);
  }

 private:
  locale_t before_{};
};

}  // namespace tare
