#include "json_text.hpp"

#include <nlohmann/json.hpp>

#include "base64.hpp"

namespace cli {
namespace {

bool is_utf8(const std::string& bytes) {
  try {
    static_cast<void>(nlohmann::ordered_json(bytes).dump());
    return true;
  } catch (const nlohmann::ordered_json::type_error&) {
    return false;
  }
}

}  // namespace

void put_text(nlohmann::ordered_json& object, const std::string& key, const std::string& bytes) {
  if (is_utf8(bytes)) {
    object[key] = bytes;
  } else {
    object[key + "_b64"] = to_base64(bytes);
  }
}

}  // namespace cli
