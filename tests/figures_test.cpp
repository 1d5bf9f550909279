#include "tare/figures.hpp"

#include <gmock/gmock.h>

#include "tare/error.hpp"

namespace {

using tare::parse_share;
using tare::parse_size;
using testing::HasSubstr;

std::string reason(const std::function<void()>& action) {
  try {
    action();
  } catch (const tare::Error& error) {
    EXPECT_EQ(error.fault(), tare::Fault::usage);
    return error.what();
  }
  return "no error";
}

TEST(Figures, SizesAreReadAsPeopleWriteThem) {
  const std::pair<const char*, std::uint64_t> kCases[] = {
      {"0", 0},
      {"52428800", 52'428'800},
      {"50MB", 50'000'000},
      {"50 MB", 50'000'000},
      {" 50mb ", 50'000'000},
      {"50M", 50'000'000},
      {"50MiB", 52'428'800},
      {"50Mi", 52'428'800},
      {"1.5GB", 1'500'000'000},
      {"0.1GB", 100'000'000},
      {"2.5kB", 2500},
      {"2.5KB", 2500},
      {"1.5KiB", 1536},
      {"1.9B", 1},
      {"0.000000001GB", 1},
      {"0.0000000019999999999999999999999GB", 1},
      {"18446744073709551615", 18'446'744'073'709'551'615u},
      {"15EiB", 15ull << 60},
      {"15.999999999999999999EiB", (16ull << 60) - 2},
  };
  for (const auto& [text, bytes] : kCases) EXPECT_EQ(parse_size(text), bytes) << text;
}

TEST(Figures, WhatIsNoSizeIsRefusedWithAnExample) {
  for (const char* text : {"", " ", "MB", "-1", "+1", "1e6", "50XB", "50MBB", "50 M B", "1.", ".5",
                           "1,5MB", "50iB", "5%", "0x10", "50MB/s", "five", "1.MB", "50Miib"}) {
    EXPECT_THAT(reason([&] { (void)parse_size(text); }), HasSubstr("write 52428800, 50MB")) << text;
  }
}

TEST(Figures, WhatIsTooLargeIsRefused) {
  for (const char* text :
       {"18446744073709551616", "99999999999999999999999", "16EiB", "18.5EB", "20000000000000MB"}) {
    EXPECT_THAT(reason([&] { (void)parse_size(text); }), HasSubstr("larger than any size")) << text;
  }
}

TEST(Figures, SharesEndInAPercentSign) {
  EXPECT_EQ(parse_share("5%"), 50'000u);
  EXPECT_EQ(parse_share("0.5 %"), 5'000u);
  EXPECT_EQ(parse_share("250%"), 2'500'000u);
  EXPECT_EQ(parse_share("5"), std::nullopt);
  EXPECT_EQ(parse_share("5MB"), std::nullopt);
  EXPECT_THAT(reason([] { (void)parse_share("x%"); }), HasSubstr("write 5%"));
  EXPECT_THAT(reason([] { (void)parse_share("5MB%"); }), HasSubstr("write 5%"));
  EXPECT_THAT(reason([] { (void)parse_share("99999999999%"); }), HasSubstr("larger"));
}

}  // namespace
