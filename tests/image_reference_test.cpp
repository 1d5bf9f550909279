#include "image_reference.hpp"

#include <gmock/gmock.h>

#include <string>

#include "word_error.hpp"

// Names of images by the grammar of the distribution project's reference package.

namespace {

const std::string kSum(64, 'a');

// Why a name is none; empty for one that is.
std::string refusal(const std::string& name) {
  try {
    tare::check_image_reference(name);
    return "";
  } catch (const tare::WordError& error) {
    const std::string said = error.what();
    return said.substr(said.rfind(": ") + 2);
  }
}

TEST(ImageReference, NamesOfImages) {
  for (const std::string name : {
           "a",
           "node:20-slim",
           "library/node",
           "a.b/c",
           "localhost/a",
           "localhost:5000/a/b:c",
           "Registry/a",
           "my-registry.example.com:443/team/app_1/part.2:v1.0_rc",
           "[::1]/a",
           "[2001:db8::1F]:5000/a",
           "a__b",
           "a---b/c-d",
           "a1/2b",
           "node:_x",
       }) {
    EXPECT_EQ(refusal(name), "") << name;
  }
  EXPECT_EQ(refusal("a@sha256:" + kSum), "");
  EXPECT_EQ(refusal("a:b@sha384:" + std::string(96, '0')), "");
  EXPECT_EQ(refusal("x.y/a@sha512:" + std::string(128, 'f')), "");
  EXPECT_EQ(refusal("a:" + std::string(128, 't')), "");
  EXPECT_EQ(refusal(std::string(254, 'a')), "");
  EXPECT_EQ(refusal(std::string(63, 'a')), "");
}

TEST(ImageReference, AnIdIsNoName) {
  EXPECT_EQ(refusal(kSum), "64 hexadecimal digits");
  EXPECT_EQ(refusal(std::string(64, 'g')), "");
  EXPECT_EQ(refusal(std::string(64, 'A')), "it has capitals");
}

TEST(ImageReference, Digests) {
  for (const std::string& digest :
       {std::string(), std::string("sha256"), "sha256:" + kSum.substr(1), "sha256:" + kSum + "0",
        "md5:" + kSum, "sha256:" + kSum.substr(1) + "G", "sha256:" + kSum.substr(1) + "A",
        "sha256:" + kSum.substr(1) + "/"}) {
    EXPECT_EQ(refusal("a@" + digest), "its digest is malformed") << digest;
  }
}

TEST(ImageReference, Domains) {
  for (const std::string domain :
       {"a..b", ".a", "a.", "-a.b", "a-.b", "a_b.c", "a:", "a:x", "a:1x", "[::1", "[]", "[::g]",
        "[::1]x", "[::1]:", "[::1]:x", "[::1]5", "A_B"}) {
    EXPECT_EQ(refusal(domain + "/a"), "its domain is malformed") << domain;
  }
}

TEST(ImageReference, Tags) {
  for (const std::string& tag : {std::string(), std::string("-a"), std::string(".a"),
                                 std::string("a b"), std::string(129, 't'), std::string("a+b")}) {
    EXPECT_EQ(refusal("node:" + tag), "its tag is malformed") << tag;
  }
}

TEST(ImageReference, Parts) {
  for (const std::string name : {"", "/", "a/", "/a", "a//b", "-a", "a-", "_a", "a_", ".a", "a.",
                                 "a..b", "a___b", "a._b", "a!b", "a b", "a/b!", "a.-b"}) {
    EXPECT_EQ(refusal(name), "it is malformed") << name;
  }
  EXPECT_EQ(refusal("node/Node"), "it has capitals");
  EXPECT_EQ(refusal("Node"), "it has capitals");
  EXPECT_EQ(refusal(std::string(255, 'a')), "it is too long");
  EXPECT_EQ(refusal("x.y/" + std::string(252, 'a')), "it is too long");
}

}  // namespace
