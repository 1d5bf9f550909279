#include "sha256.hpp"

#include <gmock/gmock.h>

#include <string>
#include <string_view>

namespace {

std::string hex(const tare::Sha256Digest& digest) {
  std::string text;
  for (const std::byte byte : digest) {
    for (const unsigned half :
         {std::to_integer<unsigned>(byte) >> 4, std::to_integer<unsigned>(byte) & 15u}) {
      text += "0123456789abcdef"[half];
    }
  }
  return text;
}

void update(tare::Sha256& sha256, std::string_view text) {
  sha256.update(std::as_bytes(std::span(text)));
}

// The first two are examples of FIPS 180-2.
TEST(Sha256, IsTheOneOfTheStandardAndBeginsAgain) {
  tare::Sha256 sha256;
  EXPECT_EQ(hex(sha256.finish()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  update(sha256, "abc");
  EXPECT_EQ(hex(sha256.finish()),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  update(sha256, "a");
  update(sha256, "bc");
  EXPECT_EQ(hex(sha256.finish()),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
