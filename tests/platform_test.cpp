#include "platform.hpp"

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

#include "word_error.hpp"

// As containerd's platforms package reads and normalises them.

namespace {

TEST(Platform, OtherNamesOfAnArchitecture) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"linux/amd64", "linux/amd64"},
      {"linux/x86_64", "linux/amd64"},
      {"linux/x86-64", "linux/amd64"},
      {"linux/amd64/v1", "linux/amd64"},
      {"linux/amd64/v3", "linux/amd64/v3"},
      {"linux/i386/x", "linux/386"},
      {"linux/aarch64", "linux/arm64"},
      {"linux/arm64/v8", "linux/arm64"},
      {"linux/arm64/8", "linux/arm64"},
      {"linux/arm64/v9", "linux/arm64/v9"},
      {"linux/armhf", "linux/arm/v7"},
      {"linux/armel", "linux/arm/v6"},
      {"linux/arm", "linux/arm/v7"},
      {"linux/arm/7", "linux/arm/v7"},
      {"linux/arm/5", "linux/arm/v5"},
      {"linux/arm/6", "linux/arm/v6"},
      {"linux/arm/8", "linux/arm/v8"},
      {"linux/arm/v6", "linux/arm/v6"},
      {"Linux/AMD64", "linux/amd64"},
      {"macos/arm64", "darwin/arm64"},
      {"windows(10.0.17763)/amd64", "windows/amd64"},
      {"nosuch/thing_1.2", "nosuch/thing_1.2"},
  };
  for (const auto& [given, expected] : cases) {
    EXPECT_EQ(tare::parse_platform(given).text(), expected) << given;
  }
}

TEST(Platform, OnePartIsASystemOrAnArchitecture) {
  const tare::Platform machine = tare::machine_platform();
  EXPECT_EQ(tare::parse_platform("freebsd").system, "freebsd");
  EXPECT_EQ(tare::parse_platform("freebsd").architecture, machine.architecture);
  EXPECT_EQ(tare::parse_platform("macos").system, "darwin");
  EXPECT_EQ(tare::parse_platform("armhf").text(), machine.system + "/arm/v7");
  EXPECT_EQ(tare::parse_platform("s390x").text(), machine.system + "/s390x");
}

TEST(Platform, WhatIsNone) {
  for (const char* text : {"", "/", "linux/", "/amd64", "linux//v7", "linux/a b", "linux/arm(1)",
                           "linux/arm/v7/x", "nosuch", "linux/a+b", "a*"}) {
    EXPECT_THROW(static_cast<void>(tare::parse_platform(text)), tare::WordError) << text;
  }
}

}  // namespace
