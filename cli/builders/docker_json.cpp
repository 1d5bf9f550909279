#include "docker_json.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "tare/error.hpp"
#include "tare/input_file.hpp"

namespace cli {
namespace {

constexpr std::size_t kMostBytes = 16 << 20;
constexpr int kDeepest = 100;

std::size_t line_at(const std::string& text, std::size_t byte) {
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(byte, text.size()));
  return 1 + static_cast<std::size_t>(std::count(text.begin(), end, '\n'));
}

nlohmann::json parse(const std::string& path, const std::string& text) {
  const auto depth = [&](int level, nlohmann::json::parse_event_t, nlohmann::json&) {
    if (level > kDeepest) throw tare::Error::in_line(path, 0, "too many objects in each other");
    return true;
  };
  try {
    return nlohmann::json::parse(text, depth);
  } catch (const nlohmann::json::parse_error& error) {
    // Its own text would quote what stands there, which may be a secret.
    const std::size_t byte = error.byte == 0 ? 0 : error.byte - 1;
    throw tare::Error::in_line(path, line_at(text, byte),
                               "malformed JSON at byte " + std::to_string(error.byte));
  }
}

}  // namespace

DockerJson::DockerJson(std::string file, std::string where, nlohmann::json value)
    : file_(std::move(file)), where_(std::move(where)), value_(std::move(value)) {}

const nlohmann::json* DockerJson::find(const std::string& key) const {
  const auto found = value_.find(key);
  return found == value_.end() || found->is_null() ? nullptr : &*found;
}

void DockerJson::refuse(const std::string& key, const std::string& why) const {
  throw tare::Error(tare::Fault::usage, file_, where_ + key + " " + why);
}

std::string DockerJson::text(const std::string& key) const {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return {};
  if (!value->is_string()) refuse(key, "is no string");
  return value->get<std::string>();
}

bool DockerJson::flag(const std::string& key) const {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return false;
  if (!value->is_boolean()) refuse(key, "is neither true nor false");
  return value->get<bool>();
}

DockerJson DockerJson::object(const std::string& key) const {
  const nlohmann::json* value = find(key);
  if (value != nullptr && !value->is_object()) refuse(key, "is no object");
  return {file_, where_ + key + ".", value != nullptr ? *value : nlohmann::json::object()};
}

void DockerJson::for_each(const std::function<void(const std::string& key)>& each) const {
  for (const auto& item : value_.items()) each(item.key());
}

std::optional<DockerJson> read_docker_json(const std::string& path, const std::string& what) {
  if (access(path.c_str(), F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR)) return std::nullopt;
  const std::string text = tare::read_file(path, what, kMostBytes);
  // docker takes an empty file for one that says nothing.
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
    return DockerJson(path, "", nlohmann::json::object());
  }
  nlohmann::json value = parse(path, text);
  if (!value.is_object()) throw tare::Error::in_line(path, 1, "this is no JSON object");
  return DockerJson(path, "", std::move(value));
}

}  // namespace cli
