#include "transfer_request.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "grpc_message.hpp"
#include "tare/error.hpp"
#include "tare/printable.hpp"

namespace tare {
namespace {

// Go's `strconv.ParseBool`.
bool is_true(std::string_view text) {
  static constexpr std::array<std::string_view, 6> kWords{"1", "t", "T", "true", "TRUE", "True"};
  return std::find(kWords.begin(), kWords.end(), text) != kWords.end();
}

const std::string* first(const Metadata& metadata, std::string_view key) {
  const auto found = std::find_if(metadata.begin(), metadata.end(),
                                  [&](const auto& header) { return header.first == key; });
  return found == metadata.end() ? nullptr : &found->second;
}

std::string decoded(const std::string& key, const std::string& value) {
  std::optional<std::string> plain = query_unescaped(value);
  if (!plain) {
    throw Error(Fault::output, key,
                "the builder sends " + tare::quoted(value) + ", which is not escaped as it says");
  }
  return *std::move(plain);
}

std::vector<std::string> all(const Metadata& metadata, const std::string& key) {
  const std::string* escaped = first(metadata, key + "-encoded");
  const bool decode = escaped != nullptr && is_true(*escaped);
  std::vector<std::string> values;
  for (const auto& [name, value] : metadata) {
    if (name == key) values.push_back(decode ? decoded(key, value) : value);
  }
  return values;
}

}  // namespace

TransferRequest transfer_request(const Metadata& metadata) {
  TransferRequest asked;
  const std::vector<std::string> names = all(metadata, "dir-name");
  if (!names.empty()) asked.name = names.front();
  asked.request.include = all(metadata, "include-patterns");
  std::vector<std::string> follow = all(metadata, "followpaths");
  if (!follow.empty()) asked.request.follow = std::move(follow);
  asked.exclude = all(metadata, "exclude-patterns");
  return asked;
}

}  // namespace tare
