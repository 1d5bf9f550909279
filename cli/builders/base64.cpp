#include "base64.hpp"

#include <openssl/evp.h>

#include <algorithm>

namespace cli {
namespace {

const unsigned char* bytes_of(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

std::optional<std::string> from_base64(std::string text) {
  std::erase_if(text, [](char c) { return c == '\r' || c == '\n'; });
  if (text.empty()) return std::string();
  const std::size_t data = text.find_last_not_of('=') + 1;
  const std::size_t padding = text.size() - data;
  const auto is_digit = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/';
  };
  // libcrypto skips spaces and takes any number of `=`.
  if (text.size() % 4 != 0 || padding > 2 ||
      !std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(data), is_digit)) {
    return std::nullopt;
  }
  std::string result(text.size() / 4 * 3, '\0');
  if (EVP_DecodeBlock(bytes_of(result), bytes_of(text), static_cast<int>(text.size())) < 0) {
    return std::nullopt;
  }
  result.resize(result.size() - padding);
  return result;
}

std::string to_base64(const std::string& bytes) {
  std::string result((bytes.size() + 2) / 3 * 4 + 1, '\0');  // and a NUL at the end
  EVP_EncodeBlock(bytes_of(result), bytes_of(bytes), static_cast<int>(bytes.size()));
  result.pop_back();
  return result;
}

std::string to_url_base64(const std::string& bytes) {
  std::string result = to_base64(bytes);
  std::replace(result.begin(), result.end(), '+', '-');
  std::replace(result.begin(), result.end(), '/', '_');
  return result;
}

}  // namespace cli
