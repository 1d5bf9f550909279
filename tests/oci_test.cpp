#include "tare/oci.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "sha256.hpp"
#include "support/decompress.hpp"
#include "support/tar.hpp"
#include "support/temp_tree.hpp"
#include "tare/error.hpp"

namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::TempTree;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string blob(const std::string& layout, const std::string& digest) {
  return test::read_file(layout + "/blobs/sha256/" + digest.substr(7));
}

std::string digest_of_bytes(const std::string& bytes) {
  tare::Sha256 sha;
  sha.update(std::as_bytes(std::span(bytes)));
  return tare::to_string(sha.finish());
}

json index_of(const std::string& layout) {
  return json::parse(test::read_file(layout + "/index.json"));
}

// The names in the index, and "-" for a manifest without one.
std::vector<std::string> names_in(const std::string& layout) {
  std::vector<std::string> names;
  const json index = index_of(layout);
  for (const json& each : index["manifests"]) {
    const json annotations = each.value("annotations", json::object());
    names.push_back(annotations.value("org.opencontainers.image.ref.name", "-"));
  }
  return names;
}

std::set<std::string> everything_in(const std::string& directory) {
  std::set<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    names.insert(entry.path().lexically_relative(directory).string());
  }
  return names;
}

// Puts `foreign` into the index of `layout`.
void add_to_index(const TempTree& tree, const json& foreign) {
  json index = index_of(tree.path("layout"));
  index["manifests"].push_back(foreign);
  tree.file("layout/index.json", index.dump());
}

// A context, and room for layouts beside it.
class Oci : public testing::Test {
 protected:
  Oci() {
    tree_.file("context/.dockerignore", "*.md\n");
    tree_.file("context/app/run.sh", "#!/bin/sh\n");
    tree_.mode("context/app/run.sh", 0700);
    tree_.file("context/data", std::string(300'000, 'd'));
    tree_.file("context/notes.md", "excluded");
    tree_.symlink("context/link", "data");
  }

  [[nodiscard]] std::string layout() const { return tree_.path("layout"); }

  tare::OciImage write(const tare::OciOptions& options = {}) const {
    return tare::write_oci_layout(tare::Context(tree_.path("context")), layout(), options);
  }

  [[nodiscard]] std::string message_of(const tare::OciOptions& options, tare::Fault fault) const {
    try {
      static_cast<void>(write(options));
    } catch (const tare::Error& error) {
      EXPECT_EQ(error.fault(), fault);
      return error.what();
    }
    return "no error";
  }

  TempTree tree_;
};

TEST_F(Oci, IsWhatTheSpecificationAsksFor) {
  const tare::OciImage image = write({.name = "shop/web:v1"});
  EXPECT_EQ(json::parse(test::read_file(layout() + "/oci-layout")),
            (json{{"imageLayoutVersion", "1.0.0"}}));
  const json index = index_of(layout());
  EXPECT_EQ(index["schemaVersion"], 2);
  EXPECT_EQ(index["mediaType"], "application/vnd.oci.image.index.v1+json");
  const std::string manifest = blob(layout(), image.manifest.digest);
  EXPECT_EQ(
      index["manifests"],
      json::array({{{"mediaType", "application/vnd.oci.image.manifest.v1+json"},
                    {"digest", digest_of_bytes(manifest)},
                    {"size", manifest.size()},
                    {"annotations", {{"org.opencontainers.image.ref.name", "shop/web:v1"}}}}}));
  const std::string config = blob(layout(), image.config.digest);
  const std::string layer = blob(layout(), image.layer.digest);
  EXPECT_EQ(json::parse(manifest),
            (json{{"schemaVersion", 2},
                  {"mediaType", "application/vnd.oci.image.manifest.v1+json"},
                  {"config",
                   {{"mediaType", "application/vnd.oci.image.config.v1+json"},
                    {"digest", digest_of_bytes(config)},
                    {"size", config.size()}}},
                  {"layers", json::array({{{"mediaType", "application/vnd.oci.image.layer.v1.tar"},
                                           {"digest", digest_of_bytes(layer)},
                                           {"size", layer.size()}}})}}));
  const json told = json::parse(config);
  EXPECT_EQ(told["rootfs"], (json{{"type", "layers"}, {"diff_ids", {digest_of_bytes(layer)}}}));
  EXPECT_EQ(told["history"].size(), 1u);
  EXPECT_EQ(told["os"], "linux");
  EXPECT_TRUE(told["architecture"].is_string());
  EXPECT_FALSE(told.contains("created"));
  EXPECT_EQ(everything_in(layout() + "/blobs/sha256").size(), 3u);
  EXPECT_EQ(image.unpacked_size, layer.size());
  EXPECT_EQ(image.diff_id, image.layer.digest);
}

TEST_F(Oci, TheLayerIsTheReproducibleArchive) {
  tare::PackOptions reproducible;
  reproducible.reproducible = true;
  const tare::OciImage image = write();
  EXPECT_EQ(blob(layout(), image.layer.digest),
            test::pack(tare::Context(tree_.path("context")), reproducible));
}

TEST_F(Oci, ACompressedLayerHasTheDiffIdOfThePlainOne) {
  const tare::OciImage plain = write();
  for (const char* method : {"gzip", "zstd"}) {
    const tare::OciImage image =
        write({.compression = tare::parse_compression(method), .name = method});
    EXPECT_EQ(image.layer.media_type,
              std::string("application/vnd.oci.image.layer.v1.tar+") + method);
    const std::string packed = blob(layout(), image.layer.digest);
    EXPECT_EQ(digest_of_bytes(packed), image.layer.digest);
    EXPECT_EQ(packed.size(), image.layer.size);
    EXPECT_EQ(digest_of_bytes(test::decompress(packed)), image.diff_id);
    EXPECT_EQ(image.diff_id, plain.diff_id);
    EXPECT_EQ(image.unpacked_size, plain.unpacked_size);
  }
}

TEST_F(Oci, EqualInputGivesEqualDigests) {
  const std::string first = write({.pack = {.report = {.threads = 1}}}).manifest.digest;
  tree_.mtime("context/data", 1234567890);
  tree_.mode("context/data", 0600);
  tree_.mode("context/app", 0700);
  for (const unsigned threads : {2u, 8u}) {
    EXPECT_EQ(write({.pack = {.report = {.threads = threads}}}).manifest.digest, first);
  }
  tree_.file("context/data", "changed");
  EXPECT_NE(write().manifest.digest, first);
}

TEST_F(Oci, TheTimeAndThePlatformAreThoseOfTheOptions) {
  const tare::OciImage image =
      write({.pack = {.source_date_epoch = 951'782'400}, .platform = "linux/arm64/v8"});
  const json config = json::parse(blob(layout(), image.config.digest));
  EXPECT_EQ(config["created"], "2000-02-29T00:00:00Z");
  EXPECT_EQ(config["history"][0]["created"], "2000-02-29T00:00:00Z");
  EXPECT_EQ(config["architecture"], "arm64");
  EXPECT_FALSE(config.contains("variant"));  // arm64 has v8 without saying so
  EXPECT_THAT(message_of({.pack = {.source_date_epoch = 253'402'300'800}}, tare::Fault::usage),
              HasSubstr("9999"));
  EXPECT_THAT(message_of({.platform = "toaster"}, tare::Fault::usage), HasSubstr("'toaster'"));
}

TEST_F(Oci, AnImageTakesThePlaceOfTheOneWithItsName) {
  static_cast<void>(write({.name = "a"}));
  static_cast<void>(write({.name = "b"}));
  static_cast<void>(write());
  json index = index_of(layout());
  index["annotations"]["of"] = "somebody else";
  tree_.file("layout/index.json", index.dump());
  tree_.file("layout/blobs/sha256/foreign", "stays");
  const std::set<std::string> before = everything_in(layout());
  tree_.file("context/data", "changed");
  const tare::OciImage image = write({.name = "a"});
  static_cast<void>(write());
  EXPECT_THAT(names_in(layout()), ElementsAre("a", "b", "-"));
  EXPECT_EQ(index_of(layout())["manifests"][0]["digest"], image.manifest.digest);
  EXPECT_EQ(index_of(layout())["manifests"][1], index["manifests"][1]);
  EXPECT_EQ(index_of(layout())["annotations"], index["annotations"]);
  const std::set<std::string> after = everything_in(layout());
  EXPECT_TRUE(std::includes(after.begin(), after.end(), before.begin(), before.end()));
}

// What says more of itself than an image without a name does is somebody else's.
TEST_F(Oci, AnImageWithoutANameTakesThePlaceOfThoseThatSayNothing) {
  const tare::OciImage image = write();
  const json bare = index_of(layout())["manifests"][0];
  std::vector<json> foreign(6, bare);
  foreign[0]["annotations"]["of"] = "somebody else";
  foreign[1]["artifactType"] = "application/vnd.example+json";
  foreign[2]["platform"] = {{"os", "linux"}, {"architecture", "arm64"}};
  foreign[3]["mediaType"] = "application/vnd.oci.image.index.v1+json";
  foreign[4]["annotations"]["org.opencontainers.image.ref.name"] = 1;
  foreign[5].erase("mediaType");
  for (const json& each : foreign) add_to_index(tree_, each);
  add_to_index(tree_, bare);
  tree_.file("context/data", "changed");
  const tare::OciImage changed = write();
  ASSERT_NE(changed.manifest.digest, image.manifest.digest);
  json expected = foreign;
  expected.insert(expected.begin(), bare);
  expected[0]["digest"] = changed.manifest.digest;
  expected[0]["size"] = changed.manifest.size;
  EXPECT_EQ(index_of(layout())["manifests"], expected);
}

TEST_F(Oci, ADamagedBlobIsReplaced) {
  const tare::OciImage image = write();
  tree_.file("layout/blobs/sha256/" + image.layer.digest.substr(7), "damaged");
  static_cast<void>(write());
  EXPECT_EQ(digest_of_bytes(blob(layout(), image.layer.digest)), image.layer.digest);
}

TEST_F(Oci, WhatARunLeftThatWasKilledIsNoObstacle) {
  tree_.file("layout/blobs/sha256/.tare-0123456789ab.tmp", "begun");
  tree_.file("layout/.tare-0a1b2c3d4e5f.tmp");
  tree_.file("layout/.tare-fedcba987654.tmp");
  EXPECT_EQ(write().manifest.digest.size(), 71u);
  fs::remove(layout() + "/index.json");
  EXPECT_EQ(write({.name = "n"}).manifest.digest.size(), 71u);
  EXPECT_THAT(names_in(layout()), ElementsAre("n"));
}

TEST_F(Oci, FilesWithNamesLikeThoseThatItLeavesAreSomebodyElses) {
  for (const char* name :
       {".tare-0123456789ab", ".tare-0123456789a.tmp", ".tare-0123456789abc.tmp",
        ".tare-0123456789AB.tmp", ".tare-my notes.txt.tmp", "0123456789ab.tmp"}) {
    tree_.file(std::string("layout/") + name);
    EXPECT_THAT(message_of({}, tare::Fault::output), HasSubstr("neither empty nor")) << name;
    EXPECT_THAT(everything_in(layout()), ElementsAre(name));
    fs::remove_all(layout());
  }
}

TEST_F(Oci, NoLinkInTheLayoutLeadsOutOfIt) {
  tree_.directory("outside/sha256");
  for (const char* to : {"../outside", "../nowhere"}) {
    tree_.symlink("layout/blobs", to);
    EXPECT_THAT(message_of({}, tare::Fault::output), HasSubstr("layout/blobs': is a link"));
    EXPECT_THAT(everything_in(layout()), ElementsAre("blobs"));
    fs::remove_all(layout());
  }
  static_cast<void>(write());
  fs::remove_all(layout() + "/blobs/sha256");
  tree_.symlink("layout/blobs/sha256", "../../outside/sha256");
  EXPECT_THAT(message_of({}, tare::Fault::output), HasSubstr("layout/blobs/sha256': is a link"));
  EXPECT_THAT(everything_in(tree_.path("outside")), ElementsAre("sha256"));
}

TEST_F(Oci, TheDirectoryItselfMayBeALink) {
  tree_.directory("elsewhere");
  tree_.symlink("layout", "elsewhere");
  const tare::OciImage image = write();
  EXPECT_EQ(digest_of_bytes(blob(tree_.path("elsewhere"), image.layer.digest)), image.layer.digest);
  EXPECT_TRUE(fs::is_symlink(layout()));
}

TEST_F(Oci, OtherDirectoriesAreRefusedAndStayAsTheyAre) {
  tree_.file("layout/mine", "mine");
  EXPECT_THAT(message_of({}, tare::Fault::output), HasSubstr("neither empty nor an image layout"));
  EXPECT_THAT(everything_in(layout()), ElementsAre("mine"));
  tree_.file("layout/oci-layout", R"({"imageLayoutVersion":"2.0.0"})");
  EXPECT_THAT(message_of({}, tare::Fault::usage), HasSubstr("version 1.0.0"));
  tree_.file("layout/oci-layout", R"({"imageLayoutVersion":"1.0.0"})");
  for (const char* index : {"{", "[]", R"({"schemaVersion":1,"manifests":[]})",
                            R"({"schemaVersion":2})", R"({"schemaVersion":2,"manifests":[1]})"}) {
    tree_.file("layout/index.json", index);
    EXPECT_THAT(message_of({}, tare::Fault::usage), HasSubstr("index.json': is not the index"));
    EXPECT_EQ(test::read_file(layout() + "/index.json"), index);
  }
  EXPECT_THAT(everything_in(layout()), ElementsAre("index.json", "mine", "oci-layout"));
}

TEST_F(Oci, NothingStaysOfARunThatFails) {
  tree_.file("context/app/.wh.x");
  EXPECT_THAT(message_of({}, tare::Fault::input), HasSubstr("app/.wh.x': cannot be in an image"));
  EXPECT_FALSE(fs::exists(layout()));
  tree_.directory("layout");
  EXPECT_THAT(message_of({}, tare::Fault::input), HasSubstr(".wh."));
  EXPECT_THAT(everything_in(layout()), IsEmpty());
}

// An entry of this name would make whoever unpacks the layer remove another one.
TEST_F(Oci, KeepingGoingLeavesOutWhatALayerCannotHold) {
  tree_.file("context/app/.wh.run.sh");
  tree_.file("context/.wh..wh..opq/x");
  const tare::OciImage image = write({.pack = {.report = {.keep_going = true}}});
  EXPECT_EQ(image.report.missing, 2u);
  const auto entries = test::read_tar(blob(layout(), image.layer.digest));
  EXPECT_THAT(test::names(entries),
              ElementsAre(".dockerignore", "app/", "app/run.sh", "data", "link"));
}

TEST_F(Oci, ALayoutInTheContextIsLeftOutWithANote) {
  const std::string without = write().layer.digest;
  tree_.file("context/out/oci-layout", R"({"imageLayoutVersion":"1.0.0"})");
  tree_.file("context/out/blobs/sha256/large", std::string(400'000, 'x'));
  std::vector<std::string> told;
  tare::OciOptions options;
  options.pack.report.diagnose = [&](const tare::Diagnostic& each) { told.push_back(each.where); };
  const tare::OciImage image = tare::write_oci_layout(tare::Context(tree_.path("context")),
                                                      tree_.path("context/out/"), options);
  EXPECT_EQ(image.layer.digest, without);
  EXPECT_THAT(told, ElementsAre(tree_.path("context/out")));
  EXPECT_THROW(static_cast<void>(tare::write_oci_layout(tare::Context(tree_.path("context/out")),
                                                        tree_.path("context/out"))),
               tare::Error);
}

TEST(OciPlace, IsADirectoryAndMaybeAName) {
  EXPECT_EQ(tare::parse_oci_place("out").directory, "out");
  EXPECT_EQ(tare::parse_oci_place("out").name, "");
  const tare::OciPlace place = tare::parse_oci_place("/a b/out:shop:v1.2--rc+1");
  EXPECT_EQ(place.directory, "/a b/out");
  EXPECT_EQ(place.name, "shop:v1.2--rc+1");
  for (const char* bad : {"", ":", "out:", ":v1", "out:-v1", "out:v1-", "out:a..b", "out:a//b",
                          "out:a/", "out:a---b", "out:a b", "out:\u00e9"}) {
    EXPECT_THROW(static_cast<void>(tare::parse_oci_place(bad)), tare::Error) << bad;
  }
}

}  // namespace
