#include "tls_peer.hpp"

#include <openssl/ssl.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>

#include "support/temp_tree.hpp"

namespace test {
namespace {

SSL* of(void* tls) { return static_cast<SSL*>(tls); }

/// The first protocol that the client asks for.
int choose_first(SSL*, const unsigned char** chosen, unsigned char* size,
                 const unsigned char* asked, unsigned, void*) {
  *size = asked[0];
  *chosen = asked + 1;
  return SSL_TLSEXT_ERR_OK;
}

std::shared_ptr<SSL_CTX> context_of(const TlsServer& server) {
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  const std::string file = certificate(server.certificate + ".pem");
  const std::string key = certificate(server.certificate + "-key.pem");
  if (SSL_CTX_use_certificate_file(context.get(), file.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_use_PrivateKey_file(context.get(), key.c_str(), SSL_FILETYPE_PEM) != 1) {
    throw std::runtime_error(file);
  }
  if (server.asks_for_client) {
    SSL_CTX_load_verify_file(context.get(), certificate("ca.pem").c_str());
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  if (server.version != 0) SSL_CTX_set_max_proto_version(context.get(), server.version);
  SSL_CTX_set_alpn_select_cb(context.get(), choose_first, nullptr);
  return context;
}

}  // namespace

std::string certificate(const std::string& name) {
  static const TempTree directory;
  static const int made =
      std::system((std::string(TARE_CERTIFICATES) + " " + directory.path()).c_str());
  if (made != 0) throw std::runtime_error(read_file(directory.path("openssl.log")));
  return directory.path(name);
}

long TlsStream::read(char* to, std::size_t size) const {
  return SSL_read(of(tls_), to, static_cast<int>(size));
}

void TlsStream::write(const std::string& text) const {
  std::size_t done = 0;
  while (done < text.size()) {
    const int part = SSL_write(of(tls_), text.data() + done, static_cast<int>(text.size() - done));
    if (part <= 0) return;
    done += static_cast<std::size_t>(part);
  }
}

Peer::Serve over_tls(const TlsServer& server, const std::function<void(const TlsStream&)>& work,
                     std::string* protocol) {
  const std::shared_ptr<SSL_CTX> context = context_of(server);
  return [context, work, protocol](int connection) {
    const std::unique_ptr<SSL, void (*)(SSL*)> tls(SSL_new(context.get()), SSL_free);
    SSL_set_fd(tls.get(), connection);
    if (SSL_accept(tls.get()) != 1) return;
    if (protocol != nullptr) {
      const unsigned char* name = nullptr;
      unsigned size = 0;
      SSL_get0_alpn_selected(tls.get(), &name, &size);
      protocol->assign(reinterpret_cast<const char*>(name), size);
    }
    work(TlsStream(tls.get()));
    SSL_shutdown(tls.get());
  };
}

}  // namespace test
