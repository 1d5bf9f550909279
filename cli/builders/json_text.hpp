#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace cli {

/// Puts bytes into `object`: under `key` where they are UTF-8, else in base64 under `key` with
/// `_b64` behind it.
void put_text(nlohmann::ordered_json& object, const std::string& key, const std::string& bytes);

}  // namespace cli
