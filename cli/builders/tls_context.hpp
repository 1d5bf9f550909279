#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "builder_address.hpp"

namespace cli {

struct FreeTls {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* tls) const { SSL_free(tls); }
};
using TlsContext = std::unique_ptr<SSL_CTX, FreeTls>;
using Tls = std::unique_ptr<SSL, FreeTls>;

/// One side of a TLS connection to the builder, with the certificates of its address. Throws
/// tare::Error (usage) that names the file which cannot be used.
[[nodiscard]] Tls new_tls(const BuilderAddress& address);

/// Why TLS failed: what OpenSSL has put down for this thread, which it forgets then. `result` is
/// what SSL_get_error said, after a call that has set errno.
[[nodiscard]] std::string tls_failure(const SSL* tls, int result);

}  // namespace cli
