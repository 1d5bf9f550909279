#include "tls_pump.hpp"

#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <mutex>
#include <thread>
#include <utility>

#include "../signals.hpp"
#include "quiet_thread.hpp"
#include "tare/error.hpp"
#include "tls_context.hpp"

namespace cli {
namespace {

constexpr std::chrono::seconds kHandshake{30};

/// Bytes on the way in one direction.
struct Load {
  std::array<char, 16384> bytes;  // as many as a record of TLS has
  std::size_t begin = 0, end = 0;

  [[nodiscard]] bool empty() const { return begin == end; }
  [[nodiscard]] const char* data() const { return bytes.data() + begin; }
  [[nodiscard]] std::size_t size() const { return end - begin; }
  void filled(std::size_t size) {
    begin = 0;
    end = size;
  }
};

class TlsPump : public Connection {
 public:
  TlsPump(Descriptor socket, Tls tls, std::pair<Descriptor, Descriptor> plain)
      : Connection(std::move(plain.first)),
        plain_(std::move(plain.second)),
        socket_(std::move(socket)),
        tls_(std::move(tls)) {
    set_blocking(plain_.get(), false);
    thread_ = quiet_thread([this] { pump(); });
  }

  ~TlsPump() override {
    close_socket();
    wake_.wake();
    thread_.join();
  }

  [[nodiscard]] std::string failure() const override {
    const std::lock_guard lock(mutex_);
    return failure_;
  }

 private:
  Descriptor plain_;
  Descriptor socket_;
  Tls tls_;
  WakeUp wake_;
  Load out_, in_;
  short tls_events_ = 0;  ///< what TLS waits for on its socket
  bool over_ = false;
  bool ending_ = false;  ///< nobody needs the connection any more
  mutable std::mutex mutex_;
  std::string failure_;
  std::thread thread_;

  void pump() {
    while (!over_) {
      tls_events_ = 0;
      // Both, one after the other: neither waits for the other.
      const bool sent = send_on();
      const bool received = receive_on();
      if (!over_ && !sent && !received) over_ = !wait();
    }
    ERR_clear_error();
    SSL_shutdown(tls_.get());
    ERR_clear_error();
    shutdown(socket_.get(), SHUT_RDWR);
    shutdown(plain_.get(), SHUT_RDWR);
  }

  /// False when it is to end.
  bool wait() {
    short plain = 0;
    if (out_.empty()) plain |= POLLIN;
    if (!in_.empty()) plain |= POLLOUT;
    pollfd waiting[3] = {
        {plain_.get(), plain, 0}, {socket_.get(), tls_events_, 0}, {wake_.descriptor(), POLLIN, 0}};
    // Without a wish only an end could come, which poll would tell again and again.
    if (plain == 0) waiting[0].fd = -1;
    if (tls_events_ == 0) waiting[1].fd = -1;
    if (poll(waiting, 3, -1) < 0 && errno != EINTR) return false;
    // What has been written before is moved on, as far as that goes without waiting.
    return waiting[2].revents == 0 || !std::exchange(ending_, true);
  }

  /// From here to the builder; whether anything has moved.
  bool send_on() {
    bool moved = false;
    if (out_.empty()) {
      const ssize_t got = recv(plain_.get(), out_.bytes.data(), out_.bytes.size(), 0);
      if (got > 0) {
        out_.filled(static_cast<std::size_t>(got));
        moved = true;
      } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
        over_ = true;
      }
    }
    if (out_.empty()) return moved;
    ERR_clear_error();
    errno = 0;
    const int written = SSL_write(tls_.get(), out_.data(), static_cast<int>(out_.size()));
    if (written <= 0) return note(written) || moved;
    out_.begin += static_cast<std::size_t>(written);
    return true;
  }

  /// From the builder to here; whether anything has moved.
  bool receive_on() {
    bool moved = false;
    if (in_.empty()) {
      ERR_clear_error();
      errno = 0;
      const int got = SSL_read(tls_.get(), in_.bytes.data(), static_cast<int>(in_.bytes.size()));
      if (got <= 0) return note(got);
      in_.filled(static_cast<std::size_t>(got));
      moved = true;
    }
    const ssize_t sent = send(plain_.get(), in_.data(), in_.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      in_.begin += static_cast<std::size_t>(sent);
      return true;
    }
    if (errno != EAGAIN && errno != EINTR) over_ = true;
    return moved;
  }

  /// What a call that moved nothing waits for, or that the connection is over.
  bool note(int returned) {
    const int result = SSL_get_error(tls_.get(), returned);
    if (result == SSL_ERROR_WANT_READ) {
      tls_events_ |= POLLIN;
    } else if (result == SSL_ERROR_WANT_WRITE) {
      tls_events_ |= POLLOUT;
    } else {
      if (result != SSL_ERROR_ZERO_RETURN) keep(tls_failure(tls_.get(), result));
      over_ = true;
    }
    return false;
  }

  void keep(const std::string& failure) {
    const std::lock_guard lock(mutex_);
    failure_ = "TLS: " + failure;
  }
};

std::string advice(const BuilderAddress& address, const std::string& failure) {
  if (failure.find("wrong version number") != std::string::npos) {
    return "; the builder does not speak TLS at this port";
  }
  if (failure.find("not trusted") != std::string::npos && !address.tls->authority.empty()) {
    return "; the authorities are those in " + address.tls->authority;
  }
  return {};
}

void shake_hands(SSL* tls, int socket, const BuilderAddress& address) {
  while (true) {
    ERR_clear_error();
    errno = 0;
    const int done = SSL_connect(tls);
    if (done == 1) return;
    const int result = SSL_get_error(tls, done);
    if (result == SSL_ERROR_WANT_READ || result == SSL_ERROR_WANT_WRITE) {
      if (wait_for(socket, result == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT, kHandshake)) continue;
      throw tare::Error(tare::Fault::output, name_of(address),
                        "TLS: the builder does not answer; does it speak TLS at this port?");
    }
    const std::string failure = tls_failure(tls, result);
    throw tare::Error(tare::Fault::output, name_of(address),
                      "TLS: " + failure + advice(address, failure));
  }
}

}  // namespace

std::unique_ptr<Connection> connect_tls(Descriptor socket, const BuilderAddress& address) {
  ignore_broken_pipes();  // OpenSSL's own writes could raise a signal
  Tls tls = new_tls(address);
  set_blocking(socket.get(), false);
  if (SSL_set_fd(tls.get(), socket.get()) != 1) throw std::bad_alloc();
  shake_hands(tls.get(), socket.get(), address);
  return std::make_unique<TlsPump>(std::move(socket), std::move(tls), socket_pair());
}

}  // namespace cli
