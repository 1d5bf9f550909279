// Prints the source file that letters.hpp declares.

#include <clocale>
#include <cstdio>
#include <cwctype>

int main() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): there is one thread
  if (std::setlocale(LC_CTYPE, "C.UTF-8") == nullptr) {
    std::fputs("print_letters: this system has no locale C.UTF-8\n", stderr);
    return 1;
  }
  constexpr std::wint_t kEnd = 0x110000;
  std::puts("#include \"letters.hpp\"\n\n#include <iterator>\n\nconst LetterRange kLetters[] = {");
  for (std::wint_t first = 0; first < kEnd; ++first) {
    if (std::iswalnum(first) == 0) continue;
    std::wint_t last = first;
    while (last + 1 < kEnd && std::iswalnum(last + 1) != 0) ++last;
    std::printf("    {%u, %u},\n", first, last);
    first = last;
  }
  std::puts("};\nconst std::size_t kLetterCount = std::size(kLetters);");
  return 0;
}
