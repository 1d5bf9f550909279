// The locale C.UTF-8, which tare works in, is a file of the machine, and is not there in an empty
// image. What is asked of it is answered here, so that names beyond ASCII come out the same
// everywhere. The linker turns the calls of these three functions to their __wrap_.

#include <langinfo.h>
#include <locale.h>

#include <algorithm>
#include <cwctype>
#include <span>

#include "letters.hpp"

// The names are the linker's.
// NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" {

char* __real_nl_langinfo(nl_item item);

int __wrap_iswalnum(std::wint_t character) {
  const std::span letters(kLetters, kLetterCount);
  const auto range = std::ranges::lower_bound(letters, character, {}, &LetterRange::last);
  return range != letters.end() && range->first <= character ? 1 : 0;
}

// Files of another C library's locales are not read.
locale_t __wrap_newlocale(int /*mask*/, const char* /*name*/, locale_t /*base*/) { return nullptr; }

// libarchive asks for the encoding of names.
char* __wrap_nl_langinfo(nl_item item) {
  static char utf8[] = "UTF-8";
  return item == CODESET ? utf8 : __real_nl_langinfo(item);
}

}  // extern "C"
// NOLINTEND(bugprone-reserved-identifier)
