#include "sha256.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <new>

// OpenSSL's functions fail when memory runs out or when a policy of the machine forbids the method,
// and SHA-256 is allowed by all that there are.

namespace tare {

class Sha256::State {
 public:
  State() : context_(EVP_MD_CTX_new()) {
    if (context_ == nullptr) throw std::bad_alloc();
    begin();
  }
  State(const State&) = delete;
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
  void begin() { check(EVP_DigestInit_ex(context_, EVP_sha256(), nullptr)); }

  static void check(int result) {
    if (result != 1) throw std::bad_alloc();
  }

  EVP_MD_CTX* context_;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;

void Sha256::update(std::span<const std::byte> bytes) { state_->update(bytes); }
Sha256Digest Sha256::finish() { return state_->finish(); }

std::string openssl_version() { return OpenSSL_version(OPENSSL_VERSION_STRING); }

}  // namespace tare
