#include "cli/builders/image_name.hpp"

#include <gmock/gmock.h>

#include "tare/error.hpp"

namespace {

TEST(ImageName, IsWhatDockerMakesOfIt) {
  const std::vector<std::pair<std::string, std::string>> names{
      {"shop", "docker.io/library/shop:latest"},
      {"shop:1.2", "docker.io/library/shop:1.2"},
      {"team/shop", "docker.io/team/shop:latest"},
      {"docker.io/shop", "docker.io/library/shop:latest"},
      {"index.docker.io/team/shop", "docker.io/team/shop:latest"},
      {"localhost/shop", "localhost/shop:latest"},
      {"localhost:5000/shop", "localhost:5000/shop:latest"},
      {"r.example.com/a/b__c/d-e.f:T_a.g-1", "r.example.com/a/b__c/d-e.f:T_a.g-1"},
      {"Registry/shop", "Registry/shop:latest"},
      {"[::1]:5000/shop", "[::1]:5000/shop:latest"},
      {"a--b/c", "docker.io/a--b/c:latest"},
  };
  for (const auto& [name, full] : names) EXPECT_EQ(cli::full_image_name(name), full) << name;
}

TEST(ImageName, IsRefusedAsDockerRefusesIt) {
  for (const char* name : {"",
                           "/",
                           "shop:",
                           ":1",
                           "Shop",
                           "team/Shop",
                           "shop:-1",
                           "shop:a b",
                           "a//b",
                           "a/",
                           "-a",
                           "a-",
                           "a..b",
                           "a.-b",
                           "a___b",
                           "shop@sha256:12",
                           "x.com:port/shop",
                           "a,b",
                           "r.example.com/",
                           "\x1b"}) {
    EXPECT_THROW(static_cast<void>(cli::full_image_name(name)), tare::Error) << name;
  }
  EXPECT_THROW(static_cast<void>(cli::full_image_name(std::string(300, 'a'))), tare::Error);
  EXPECT_THROW(static_cast<void>(cli::full_image_name("a:" + std::string(129, 'a'))), tare::Error);
}

}  // namespace
