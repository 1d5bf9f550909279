#include "cli/long_key.hpp"

#include <gmock/gmock.h>

#include <string>

namespace {

// The line of a key with more than three parts.
std::size_t line(const std::string& text) { return cli::line_of_long_key(text, 3); }

TEST(LongKey, IsOneWithTooManyParts) {
  EXPECT_EQ(line("a.b.c = 1\n"), 0u);
  EXPECT_EQ(line("a.b.c.d = 1\n"), 1u);
  EXPECT_EQ(line("\n[a.b.c]\n[a . b\t.c.d]\n"), 3u);
  EXPECT_EQ(line("x = {a.b.c = 1, a.b.c.d = 2}"), 1u);
  EXPECT_EQ(line("'a'.\"b\".\xC3\xA4.d = 1\n"), 1u);
}

TEST(LongKey, IsNotWhatHasItsDotsInTextsNumbersAndComments) {
  EXPECT_EQ(line("a = '*.b.c.d.e'\nb = \"*.b.c.\\\"d.e\"\n"), 0u);
  EXPECT_EQ(line("a = 1.5\nb = [1.5, 2.5, 3.5, 4.5]\n"), 0u);
  EXPECT_EQ(line("# a.b.c.d.e\n"), 0u);
  EXPECT_EQ(line("a = \"\"\"\n.....\n\"\"\"\nb = '''\n.....\n'''\n"), 0u);
}

TEST(LongKey, IsFoundBehindTextsHoweverTheyEnd) {
  for (const char* text : {R"("\"")", R"("\\")", R"('\')", R"("""a"""")", R"("""a""""")",
                           R"("""\"""")", R"('''a'''')", R"('''a''''')", R"("" )", R"('' )",
                           R"("""""")", R"('''''')", "\"cut\n", "'cut\n", "# \"\n", "# '''\n"}) {
    EXPECT_NE(line(std::string("x = {y = ") + text + ", a.b.c.d = 1}"), 0u) << text;
  }
  EXPECT_EQ(line("x = \"\"\"a.b.c.d"), 0u);
}

}  // namespace
