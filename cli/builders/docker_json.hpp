#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace cli {

/// An object in a file of docker's. A value of another kind than what is asked for is a
/// tare::Error (usage), with the file and the key; one that is missing, or null, is empty.
class DockerJson {
 public:
  DockerJson(std::string file, std::string where, nlohmann::json value);

  [[nodiscard]] std::string text(const std::string& key) const;
  [[nodiscard]] bool flag(const std::string& key) const;
  [[nodiscard]] DockerJson object(const std::string& key) const;
  /// Calls `each` with every key of this object.
  void for_each(const std::function<void(const std::string& key)>& each) const;

  /// Throws tare::Error about the value under `key`.
  [[noreturn]] void refuse(const std::string& key, const std::string& why) const;

 private:
  std::string file_;
  std::string where_;  ///< keys on the way here, each with a dot behind it
  nlohmann::json value_;

  [[nodiscard]] const nlohmann::json* find(const std::string& key) const;
};

/// The object in the file `path`, which errors call `what`; nothing if there is no such file.
/// Throws tare::Error (usage) for what cannot be read or is malformed, with the line.
[[nodiscard]] std::optional<DockerJson> read_docker_json(const std::string& path,
                                                         const std::string& what);

}  // namespace cli
