#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "tare/dialect.hpp"
#include "tare/ignore_file.hpp"

/// What the JSON of all commands has in common. Keys keep their order.
namespace tare::json {

using Value = nlohmann::ordered_json;

/// Sets `key` to `bytes`. JSON holds text only: bytes that are no UTF-8 go base64-encoded under
/// `key` with `_b64` behind it.
void put(Value& object, const std::string& key, std::string_view bytes);

[[nodiscard]] std::string base64(std::string_view bytes);

/// File, line and cleaned pattern.
[[nodiscard]] Value of(const Rule& rule);

[[nodiscard]] const char* name_of(Dialect dialect);

}  // namespace tare::json
