#include "run_mount.hpp"

#include <gmock/gmock.h>

#include <string>
#include <string_view>
#include <vector>

#include "word_error.hpp"

// What stands behind --mount=, as BuildKit's instructions package reads it.

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

tare::RunMount read(std::string_view text) {
  return tare::read_mount(tare::csv_fields(text),
                          [](std::string_view value) { return std::string(value); });
}

std::string refusal(std::string_view text) {
  try {
    static_cast<void>(read(text));
    return "";
  } catch (const tare::WordError& error) {
    return error.what();
  }
}

TEST(RunMount, FieldsAreCsv) {
  EXPECT_THAT(tare::csv_fields("a,b"), ElementsAre("a", "b"));
  EXPECT_THAT(tare::csv_fields("a,"), ElementsAre("a", ""));
  EXPECT_THAT(tare::csv_fields(R"("a,b",c)"), ElementsAre("a,b", "c"));
  EXPECT_THAT(tare::csv_fields(R"("a""b")"), ElementsAre("a\"b"));
  for (const char* text : {"", R"("a)", R"(a"b)", R"("a"b)", R"("a""b)"}) {
    EXPECT_THROW(static_cast<void>(tare::csv_fields(text)), tare::WordError) << text;
  }
}

TEST(RunMount, EveryNameOfAKey) {
  for (const char* text : {"source=a,target=b", "src=a,dst=b", "SRC=a,Destination=b"}) {
    const tare::RunMount mount = read(text);
    EXPECT_EQ(mount.source, "a") << text;
    EXPECT_EQ(mount.target, "b") << text;
  }
  const tare::RunMount cache =
      read("type=cache,id=i,sharing=LOCKED,uid=1,gid=2,mode=0755,target=/c");
  EXPECT_EQ(cache.id, "i");
  EXPECT_EQ(cache.sharing, "locked");
  EXPECT_THAT(cache.others, ElementsAre("uid", "1", "gid", "2", "mode", "0755"));
  EXPECT_EQ(read("type=cache,sharing=private").sharing, "private");
  EXPECT_EQ(read("type=cache,sharing=shared").sharing, "shared");
  EXPECT_THAT(read("type=secret,id=k,env=KEY,required").others,
              ElementsAre("env", "KEY", "required", "1"));
  EXPECT_THAT(read("type=ssh,required=false").others, ElementsAre("required", "0"));
}

TEST(RunMount, WhetherItIsReadOnly) {
  EXPECT_TRUE(read("type=bind").read_only);
  EXPECT_FALSE(read("type=cache").read_only);
  EXPECT_FALSE(read("type=tmpfs").read_only);
  for (const char* yes :
       {"ro", "readonly", "ro=1", "readonly=t", "ro=T", "ro=TRUE", "ro=true", "ro=True", "rw=0",
        "readwrite=f", "rw=F", "rw=FALSE", "rw=false", "rw=False"}) {
    EXPECT_TRUE(read(std::string("type=cache,") + yes).read_only) << yes;
  }
  for (const char* no : {"rw", "readwrite", "rw=1", "ro=0", "ro=true,rw"}) {
    EXPECT_FALSE(read(no).read_only) << no;
  }
  EXPECT_THAT(refusal("ro=yes"), HasSubstr("invalid value for ro"));
}

TEST(RunMount, Sizes) {
  for (const char* size : {"1", "64m", "64MB", "1.5GiB", "1 k", "2T", "3p", "7b", "8 B", "9ki"}) {
    EXPECT_EQ(refusal(std::string("type=tmpfs,size=") + size), "") << size;
  }
  for (const char* size : {"", "m", ".5", "5.", "1.2.3", "1x", "1mm", "1  k", "-1", "1bb"}) {
    EXPECT_THAT(refusal(std::string("type=tmpfs,size=") + size),
                HasSubstr("invalid value for size"))
        << size;
  }
  EXPECT_THAT(refusal("size=1,type=tmpfs"), HasSubstr("'size' is not for mounts of type bind"));
}

TEST(RunMount, WhatDoesNotGoTogether) {
  for (const char* text :
       {"target", "foo=1", "type=none", "type=bind,uid=1", "type=tmpfs,mode=1", "uid=-1,type=cache",
        "mode=8,type=cache", "gid=1x,type=cache", "mode=,type=cache", "type=bind,sharing=shared",
        "type=cache,sharing=all", "type=secret", "type=secret,id=a,source=b",
        "type=secret,id=a,from=b", "type=ssh,source=a", "required", "type=bind,required=true",
        "env=A", "type=ssh,required=maybe"}) {
    EXPECT_NE(refusal(text), "") << text;
  }
  EXPECT_EQ(refusal("type=secret,source=a"), "");
  EXPECT_EQ(refusal("type=secret,target=a"), "");
}

TEST(RunMount, FromTakesNoVariables) {
  EXPECT_EQ(tare::mount_from({"ro", "target=/x", "FROM=a", "from=b"}), "b");
  EXPECT_EQ(tare::mount_from({"target=$x"}), "");
  EXPECT_EQ(tare::mount_from({"from=a$"}), "a$");
  EXPECT_THROW(static_cast<void>(tare::mount_from({"from=$A"})), tare::WordError);
}

}  // namespace
