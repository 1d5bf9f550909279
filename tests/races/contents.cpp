#include "contents.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace races {
namespace {

constexpr std::size_t kRecord = 16;
constexpr std::size_t kTag = 6;
constexpr std::string_view kDigits = " 0123456789";

std::size_t size_of(std::uint32_t version) {
  // Over 256 KiB a file is not read before its header is made.
  if (version % 97 == 0) return 270'000;
  constexpr std::array<std::size_t, 9> kSizes{0, 1, 511, 512, 513, 1024, 5000, 9000, 3000};
  return kSizes[version % kSizes.size()];
}

}  // namespace

std::string tag_of(std::string_view name) {
  const std::string_view folder = name.substr(0, name.find('/'));
  return std::string(folder).append(name.substr(name.rfind('.') + 1));
}

std::string records(const std::string& tag, std::uint32_t version, std::size_t size) {
  const std::string record = fmt::format("{:<6} {:>8}\n", tag, version);
  std::string data;
  data.reserve(size + kRecord);
  while (data.size() < size) data += record;
  data.resize(size);
  return data;
}

std::string whole(const std::string& tag, std::uint32_t version) {
  return records(tag, version, size_of(version));
}

bool is_whole(const std::string& tag, const std::string& data) {
  if (data.size() < kRecord) return data == records(tag, 0, data.size()) && data.size() <= 1;
  std::uint32_t version = 0;
  const std::size_t first = data.find_first_not_of(' ', kTag);
  if (first >= kRecord) return false;
  std::from_chars(data.data() + first, data.data() + kRecord, version);
  return data == whole(tag, version);
}

bool is_torn(const std::string& tag, const std::string& data) {
  const std::string record = records(tag, 0, kRecord);
  for (std::size_t i = 0; i < data.size(); ++i) {
    const std::size_t at = i % kRecord;
    const bool counter = at > kTag && at + 1 < kRecord;
    const bool right =
        counter ? kDigits.find(data[i]) != std::string_view::npos : data[i] == record[at];
    if (!right && data[i] != '\0') return false;
  }
  return true;
}

std::string wrong_content(const std::string& name, const std::string& data) {
  const std::string tag = tag_of(name);
  const bool changing = tag.find('m') != std::string::npos;
  if (changing ? is_torn(tag, data) : is_whole(tag, data)) return "";
  return fmt::format("{} has {} bytes that it never had: {}...", name, data.size(),
                     data.substr(0, 40));
}

}  // namespace races
