#pragma once

#include <cstddef>
#include <cwctype>

/// Characters from `first` to `last`.
struct LetterRange {
  std::wint_t first;
  std::wint_t last;
};

/// The letters and digits of the locale C.UTF-8, in ascending order. print_letters.cpp makes them.
extern const LetterRange kLetters[];
extern const std::size_t kLetterCount;
