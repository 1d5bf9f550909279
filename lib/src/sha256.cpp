#include "sha256.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <cstring>
#include <new>
#include <string_view>

// OpenSSL's functions fail when memory runs out or when a policy of the machine forbids the method,
// and SHA-256 is allowed by all that there are.

namespace tare {

class Sha256::State {
 public:
  State() : context_(EVP_MD_CTX_new()) {
    if (context_ == nullptr) throw std::bad_alloc();
    begin();
  }
  State(const State& other) : context_(EVP_MD_CTX_new()) {
    if (context_ == nullptr) throw std::bad_alloc();
    if (EVP_MD_CTX_copy_ex(context_, other.context_) == 1) return;
    EVP_MD_CTX_free(context_);
    throw std::bad_alloc();
  }
  State& operator=(const State&) = delete;
  ~State() { EVP_MD_CTX_free(context_); }

  void update(std::span<const std::byte> bytes) {
    check(EVP_DigestUpdate(context_, bytes.data(), bytes.size()));
  }

  Sha256Digest finish() {
    Sha256Digest digest = {};
    check(EVP_DigestFinal_ex(context_, reinterpret_cast<unsigned char*>(digest.data()), nullptr));
    begin();
    return digest;
  }

 private:
  // Looking the method up costs more than a small file, and takes a lock.
  static const EVP_MD* method() {
    static const EVP_MD* const kMethod = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return kMethod;
  }

  void begin() { check(EVP_DigestInit_ex(context_, method(), nullptr)); }

  static void check(int result) {
    if (result != 1) throw std::bad_alloc();
  }

  EVP_MD_CTX* context_;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::Sha256(const Sha256& other) : state_(std::make_unique<State>(*other.state_)) {}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::update(std::span<const std::byte> bytes) { state_->update(bytes); }
Sha256Digest Sha256::finish() { return state_->finish(); }

std::array<char, 64> hexadecimal(const Sha256Digest& digest) noexcept {
  // Both digits of each byte at once.
  static constexpr auto kPairs = [] {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::array<std::array<char, 2>, 256> pairs = {};
    for (std::size_t i = 0; i < pairs.size(); ++i) pairs[i] = {kDigits[i / 16], kDigits[i % 16]};
    return pairs;
  }();
  std::array<char, 64> text = {};
  for (std::size_t i = 0; i < digest.size(); ++i) {
    std::memcpy(text.data() + 2 * i, kPairs[std::to_integer<std::size_t>(digest[i])].data(), 2);
  }
  return text;
}

std::string to_string(const Sha256Digest& digest) {
  const std::array<char, 64> digits = hexadecimal(digest);
  std::string text = "sha256:";
  text.append(digits.data(), digits.size());
  return text;
}

std::string openssl_version() { return OpenSSL_version(OPENSSL_VERSION_STRING); }

}  // namespace tare
