#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace tare {

using Sha256Digest = std::array<std::byte, 32>;

/// The SHA-256 of bytes that come piece by piece.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  /// Goes on by itself from where the other one is.
  Sha256(const Sha256& other);
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(const Sha256&) = delete;
  Sha256& operator=(Sha256&&) = delete;

  void update(std::span<const std::byte> bytes);
  /// The digest of all bytes since the beginning or the last call, and a new beginning.
  [[nodiscard]] Sha256Digest finish();

 private:
  class State;
  std::unique_ptr<State> state_;
};

/// 64 hexadecimal digits.
[[nodiscard]] std::array<char, 64> hexadecimal(const Sha256Digest& digest) noexcept;
/// `sha256:` and these digits, as builders write it.
[[nodiscard]] std::string to_string(const Sha256Digest& digest);

/// The version of the library behind it.
[[nodiscard]] std::string openssl_version();

}  // namespace tare
