#pragma once

#include <functional>
#include <string>

#include "peer.hpp"

namespace test {

/// Certificates for one run of the tests (certificates.sh); the path of one of them.
std::string certificate(const std::string& name);

/// The server's end of a TLS connection.
class TlsStream {
 public:
  explicit TlsStream(void* tls) : tls_(tls) {}
  [[nodiscard]] long read(char* to, std::size_t size) const;
  void write(const std::string& text) const;

 private:
  void* tls_;
};

struct TlsServer {
  std::string certificate = "server";
  bool asks_for_client = true;  ///< whose certificate `ca` must have signed
  int version = 0;              ///< of TLS, at most; 0 for the newest
};

/// What a Peer does to serve `work` by TLS; nothing if the handshake fails. `protocol` becomes what
/// has been agreed on (ALPN), if it is there.
Peer::Serve over_tls(const TlsServer& server, const std::function<void(const TlsStream&)>& work,
                     std::string* protocol = nullptr);

}  // namespace test
