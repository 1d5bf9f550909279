#include "tls_context.hpp"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <cerrno>
#include <new>
#include <system_error>

#include "tare/error.hpp"

namespace cli {
namespace {

/// The first of OpenSSL's reasons, which is the cause; forgets all.
std::string reason() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (code == 0) return "no reason is given";
  if (ERR_SYSTEM_ERROR(code)) return std::generic_category().message(ERR_GET_REASON(code));
  const char* text = ERR_reason_error_string(code);
  return text != nullptr ? text : "TLS error " + std::to_string(code);
}

[[noreturn]] void refuse_file(const std::string& file, const std::string& what) {
  throw tare::Error(tare::Fault::usage, file, what + ": " + reason());
}

/// Nobody is asked for the password of a key.
int no_password(char*, int, int, void*) { return -1; }

void use_files(SSL_CTX* context, const TlsFiles& files) {
  if (files.system && SSL_CTX_set_default_verify_paths(context) != 1) {
    refuse_file(files.authority, "the system's certificates cannot be used");
  }
  if (files.verify && !files.authority.empty() &&
      SSL_CTX_load_verify_file(context, files.authority.c_str()) != 1) {
    refuse_file(files.authority, "this is no certificate of an authority in PEM");
  }
  if (files.certificate.empty()) return;
  SSL_CTX_set_default_passwd_cb(context, &no_password);
  if (SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) != 1) {
    refuse_file(files.certificate, "this is no certificate in PEM");
  }
  if (SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    refuse_file(files.key,
                "this is no private key in PEM without a password, of " + files.certificate);
  }
}

/// SSL_set_tlsext_host_name, which is a macro with a cast.
bool ask_for_host(SSL* tls, std::string host) {
  return SSL_ctrl(tls, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data()) == 1;
}

/// The certificate has to be for this host.
void expect(SSL* tls, const std::string& host) {
  in6_addr number;
  const bool numeric = inet_pton(AF_INET, host.c_str(), &number) == 1 ||
                       inet_pton(AF_INET6, host.c_str(), &number) == 1;
  const bool done = numeric ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), host.c_str()) == 1
                            : SSL_set1_host(tls, host.c_str()) == 1 && ask_for_host(tls, host);
  if (!done) refuse_file(host, "this cannot be the name in a certificate");
}

/// Newer servers of gRPC refuse whoever does not ask for HTTP/2.
void ask_for_protocol(SSL* tls, BuilderAddress::Kind kind) {
  static constexpr unsigned char kHttp2[] = {2, 'h', '2'};
  static constexpr unsigned char kHttp1[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  const int failed = kind == BuilderAddress::Kind::buildkitd
                         ? SSL_set_alpn_protos(tls, kHttp2, sizeof kHttp2)
                         : SSL_set_alpn_protos(tls, kHttp1, sizeof kHttp1);
  if (failed != 0) throw std::bad_alloc();
}

}  // namespace

Tls new_tls(const BuilderAddress& address) {
  ERR_clear_error();
  const TlsFiles& files = *address.tls;
  const TlsContext context(SSL_CTX_new(TLS_client_method()));
  if (context == nullptr || SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1) {
    throw std::bad_alloc();
  }
  use_files(context.get(), files);
  SSL_CTX_set_verify(context.get(), files.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  SSL_CTX_set_mode(context.get(),
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  Tls tls(SSL_new(context.get()));
  if (tls == nullptr) throw std::bad_alloc();
  expect(tls.get(), address.host);
  ask_for_protocol(tls.get(), address.kind);
  return tls;
}

std::string tls_failure(const SSL* tls, int result) {
  const int error = errno;
  if (result == SSL_ERROR_ZERO_RETURN) return "the connection was closed";
  if (result == SSL_ERROR_SYSCALL) {
    ERR_clear_error();
    if (error == 0) return "the connection was closed";
    return std::generic_category().message(error);
  }
  const long verified = SSL_get_verify_result(tls);
  if (verified != X509_V_OK && SSL_get_verify_mode(tls) != SSL_VERIFY_NONE) {
    ERR_clear_error();
    return std::string("its certificate is not trusted: ") +
           X509_verify_cert_error_string(verified);
  }
  return reason();
}

}  // namespace cli
