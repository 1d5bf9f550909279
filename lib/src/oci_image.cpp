#include "oci_image.hpp"

#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <span>

#include "ascii.hpp"
#include "json_input.hpp"
#include "json_parts.hpp"
#include "platform.hpp"
#include "sha256.hpp"
#include "tare/error.hpp"
#include "tare/printable.hpp"
#include "word_error.hpp"

namespace tare::oci {
namespace {

constexpr const char* kNameKey = "org.opencontainers.image.ref.name";
constexpr const char* kIndexType = "application/vnd.oci.image.index.v1+json";
constexpr const char* kManifestType = "application/vnd.oci.image.manifest.v1+json";
constexpr const char* kConfigType = "application/vnd.oci.image.config.v1+json";

OciDescriptor descriptor_of(const char* media_type, const std::string& text) {
  Sha256 sha;
  sha.update(std::as_bytes(std::span(text)));
  return {media_type, to_string(sha.finish()), text.size()};
}

template <typename Json>
Json json_of(const OciDescriptor& descriptor) {
  Json json;
  json["mediaType"] = descriptor.media_type;
  json["digest"] = descriptor.digest;
  json["size"] = descriptor.size;
  return json;
}

// RFC 3339 has years of four digits.
std::string time_text(std::int64_t seconds) {
  using namespace std::chrono;
  constexpr std::int64_t kEndOfTime = 253'402'300'800;
  if (seconds < 0 || seconds >= kEndOfTime) {
    throw Error(Fault::usage, "",
                fmt::format("an image cannot have been created {} seconds after 1970: years go "
                            "from 1970 to 9999",
                            seconds));
  }
  const sys_seconds time{std::chrono::seconds(seconds)};
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

Platform platform_of(const std::string& text) {
  if (text.empty()) return machine_platform();
  try {
    return parse_platform(text);
  } catch (const WordError& error) {
    throw Error(Fault::usage, "", fmt::format("platform {}: {}", tare::quoted(text), error.what()));
  }
}

[[noreturn]] void refuse_index(const std::string& path, const std::string& why) {
  throw Error(Fault::usage, path, "is not the index of an image layout: " + why);
}

// A document of somebody else's.
json::Input parsed(const std::string& text, const std::string& path, const char* wanted) {
  try {
    json::Input document = json::parse(text);
    if (!document.is_object()) throw json::BadInput("it is no object");
    return document;
  } catch (const json::BadInput& error) {
    throw Error(Fault::usage, path, fmt::format("is not {}: {}", wanted, error.what()));
  }
}

json::Input new_index() {
  return {{"schemaVersion", 2}, {"mediaType", kIndexType}, {"manifests", json::Input::array()}};
}

json::Input read_index(const std::string& text, const std::string& path) {
  json::Input index = parsed(text, path, "the index of an image layout");
  if (index.value("schemaVersion", json::Input()) != 2) {
    refuse_index(path, "its schemaVersion is not 2");
  }
  const auto manifests = index.find("manifests");
  if (manifests == index.end() || !manifests->is_array())
    refuse_index(path, "it lists no manifests");
  for (const json::Input& each : *manifests) {
    if (!each.is_object()) refuse_index(path, "one of its manifests is no descriptor");
  }
  return index;
}

bool has_name(const json::Input& descriptor, const std::string& name) {
  const auto annotations = descriptor.find("annotations");
  if (annotations == descriptor.end() || !annotations->is_object()) return false;
  return annotations->value(kNameKey, json::Input()) == name;
}

// Whether it may be an image of ours without a name: those of others say more of themselves.
bool is_bare(const json::Input& descriptor) {
  return descriptor.size() == 3 && descriptor.contains("digest") && descriptor.contains("size") &&
         descriptor.value("mediaType", json::Input()) == kManifestType;
}

bool is_letter_or_digit(char c) { return ascii::is_letter(c) || ascii::is_digit(c); }

// Letters and digits, in groups with a separator between two of them, as the specification has it.
bool is_name_part(std::string_view part) {
  bool after_group = false;
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (is_letter_or_digit(part[i])) {
      after_group = true;
      continue;
    }
    if (!after_group || std::string_view("-._:@+").find(part[i]) == std::string_view::npos) {
      return false;
    }
    after_group = false;
    if (part.substr(i, 2) == "--") ++i;
  }
  return after_group;
}

bool is_name(std::string_view name) {
  for (std::size_t slash = name.find('/'); slash != std::string_view::npos;
       slash = name.find('/')) {
    if (!is_name_part(name.substr(0, slash))) return false;
    name.remove_prefix(slash + 1);
  }
  return is_name_part(name);
}

}  // namespace

void check_layout_file(const std::string& text, const std::string& path) {
  const json::Input layout = parsed(text, path, "of an image layout");
  if (layout.value("imageLayoutVersion", json::Input()) == "1.0.0") return;
  throw Error(Fault::usage, path, "is not of an image layout of version 1.0.0, the only one known");
}

std::string layer_media_type(Compression::Method method) {
  std::string plain = "application/vnd.oci.image.layer.v1.tar";
  switch (method) {
    case Compression::Method::gzip:
      return plain + "+gzip";
    case Compression::Method::zstd:
      return plain + "+zstd";
    case Compression::Method::none:
      break;
  }
  return plain;
}

std::string config_text(const std::string& diff_id, const std::string& platform,
                        std::optional<std::int64_t> created) {
  const Platform wanted = platform_of(platform);
  json::Value history;
  json::Value config;
  if (created) history["created"] = config["created"] = time_text(*created);
  history["created_by"] = "tare pack --oci";
  config["architecture"] = wanted.architecture;
  config["os"] = wanted.system;
  if (!wanted.variant.empty()) config["variant"] = wanted.variant;
  config["config"] = json::Value::object();
  config["rootfs"]["type"] = "layers";
  config["rootfs"]["diff_ids"] = json::Value::array({diff_id});
  config["history"] = json::Value::array({history});
  return config.dump();
}

OciDescriptor descriptor_of_config(const std::string& text) {
  return descriptor_of(kConfigType, text);
}

OciDescriptor descriptor_of_manifest(const std::string& text) {
  return descriptor_of(kManifestType, text);
}

std::string manifest_text(const OciDescriptor& config, const OciDescriptor& layer) {
  json::Value manifest;
  manifest["schemaVersion"] = 2;
  manifest["mediaType"] = kManifestType;
  manifest["config"] = json_of<json::Value>(config);
  manifest["layers"] = json::Value::array({json_of<json::Value>(layer)});
  return manifest.dump();
}

std::string index_text(const std::optional<std::string>& old, const std::string& path,
                       const OciDescriptor& manifest, const std::string& name) {
  json::Input index = old ? read_index(*old, path) : new_index();
  auto wanted = json_of<json::Input>(manifest);
  if (!name.empty()) wanted["annotations"][kNameKey] = name;
  json::Input kept = json::Input::array();
  bool placed = false;
  for (json::Input& each : index["manifests"]) {
    if (!(name.empty() ? is_bare(each) : has_name(each, name))) {
      kept.push_back(std::move(each));
    } else if (!placed) {
      kept.push_back(wanted);
      placed = true;
    }
  }
  if (!placed) kept.push_back(wanted);
  index["manifests"] = std::move(kept);
  return index.dump();
}

void check_name(const std::string& name) {
  if (name.empty() || is_name(name)) return;
  throw Error(Fault::usage, "",
              fmt::format("{} cannot be the name of an image in a layout: it takes letters and "
                          "digits, with one of . _ - : @ + / between them",
                          tare::quoted(name)));
}

}  // namespace tare::oci
