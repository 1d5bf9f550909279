#pragma once

#include <cstddef>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

/// Reading JSON that anybody may have written: neither its depth nor the number of its values may
/// cost more than the size of the file lets expect.
namespace tare::json {

/// What is read. Unlike Value, it finds a key without a look at all the others.
using Input = nlohmann::json;

/// Lists and objects in each other; what is read here has five.
inline constexpr std::size_t kDeepest = 100;
/// In memory at once, at some 100 bytes each. The report on a context with a million excluded
/// places has eight million.
inline constexpr std::size_t kMostValues = 20'000'000;

/// Why a text is not what is wanted, as the end of a sentence about a file.
class BadInput : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Whether to keep what has just been read; see nlohmann::json::parser_callback_t. What it keeps
/// out does not count as a value.
using Filter = std::function<bool(int depth, Input::parse_event_t event, Input& parsed)>;

/// The JSON in `text`. Throws BadInput, with the line, also for more than `most_values`.
[[nodiscard]] Input parse(std::string_view text, const Filter& filter = {},
                          std::size_t most_values = kMostValues);

/// Whether lists and objects in `text` stand in each other more than `deepest` times. `at` becomes
/// the place where that begins.
[[nodiscard]] bool is_deeper(std::string_view text, std::size_t deepest, std::size_t& at);

/// Throws BadInput unless it is an object of schema 1.
void check_schema(const Input& root);

/// What put() has set; nothing when there is no such string.
[[nodiscard]] std::optional<std::string> get(const Input& object, const std::string& key);

/// The whole number under `key`, which is at least 0; throws BadInput when there is none, and for
/// one that no size on this machine can be.
[[nodiscard]] std::uint64_t count_under(const Input& object, const char* key);

}  // namespace tare::json
