#include "json_text.hpp"

#include <openssl/evp.h>

#include <nlohmann/json.hpp>

namespace cli {
namespace {

std::string base64(const std::string& bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // and a NUL
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                  reinterpret_cast<const unsigned char*>(bytes.data()),
                  static_cast<int>(bytes.size()));
  text.pop_back();
  return text;
}

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
    object[key + "_b64"] = base64(bytes);
  }
}

}  // namespace cli
