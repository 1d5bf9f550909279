#include "builder_address.hpp"

#include <sys/un.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "tare/error.hpp"
#include "tls_files.hpp"

namespace cli {
namespace {

using Kind = BuilderAddress::Kind;
using Transport = BuilderAddress::Transport;

struct Scheme {
  std::string_view begin;
  Kind kind;
  Transport transport;
};

constexpr std::array kSchemes{
    Scheme{"unix://", Kind::dockerd, Transport::unix_socket},
    Scheme{"tcp://", Kind::dockerd, Transport::tcp},
    Scheme{"ssh://", Kind::dockerd, Transport::ssh},
    Scheme{"docker+exec:", Kind::dockerd, Transport::command},
    Scheme{"buildkit+unix://", Kind::buildkitd, Transport::unix_socket},
    Scheme{"buildkit+tcp://", Kind::buildkitd, Transport::tcp},
    Scheme{"exec:", Kind::buildkitd, Transport::command},
};

/// The address without a password that somebody has put into it.
std::string shown(const std::string& text) {
  if (text.starts_with("exec:") || text.starts_with("docker+exec:")) return text;
  const std::size_t scheme = text.find("://");
  const std::size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
  const std::size_t at = text.rfind('@');
  const std::size_t colon = text.find(':', begin);
  if (at == std::string::npos || colon > at) return text;
  return text.substr(0, colon + 1) + "***" + text.substr(at);
}

[[noreturn]] void refuse_address(const std::string& text, const std::string& why) {
  throw tare::Error(tare::Fault::usage, shown(text), why);
}

[[noreturn]] void refuse_scheme(const std::string& text) {
  refuse_address(text,
                 "no address of a builder: it is unix:///PATH, tcp://HOST:PORT, ssh://USER@HOST or "
                 "docker+exec:COMMAND for a docker daemon, and buildkit+unix:///PATH, "
                 "buildkit+tcp://HOST:PORT or exec:COMMAND for a buildkitd");
}

void set_path(BuilderAddress& address, const std::string& path) {
  address.path = path;
  if (path.empty()) {
    address.path =
        address.kind == Kind::dockerd ? "/var/run/docker.sock" : "/run/buildkit/buildkitd.sock";
  }
  if (address.path.find('\0') != std::string::npos) {
    refuse_address(address.text, "a NUL in the path of a socket");
  }
  if (address.path.size() >= sizeof(sockaddr_un::sun_path)) {
    refuse_address(address.text, "the path of a socket has at most " +
                                     std::to_string(sizeof(sockaddr_un::sun_path) - 1) + " bytes");
  }
}

int hexadecimal(char digit) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const char lower = digit >= 'A' && digit <= 'F' ? static_cast<char>(digit - 'A' + 'a') : digit;
  const std::size_t at = kDigits.find(lower);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

/// A part of a URL, with `%40` as `@`.
std::string unescaped(const BuilderAddress& address, std::string_view part) {
  std::string result;
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (part[i] != '%') {
      result += part[i];
      continue;
    }
    const int high = i + 2 < part.size() ? hexadecimal(part[i + 1]) : -1;
    const int low = i + 2 < part.size() ? hexadecimal(part[i + 2]) : -1;
    if (high < 0 || low < 0)
      refuse_address(address.text, "a % is followed by two hexadecimal digits");
    result += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return result;
}

void set_port(BuilderAddress& address, std::string_view port) {
  const bool digits =
      std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || port.size() > 5 || (!port.empty() && std::stoul(std::string(port)) - 1 > 65534)) {
    refuse_address(address.text, "a port is a number from 1 to 65535");
  }
  address.port = port;
}

/// `HOST`, `HOST:PORT`, `[IPV6]` or `[IPV6]:PORT`.
void set_host(BuilderAddress& address, std::string_view text) {
  std::string_view host = text;
  std::string_view rest;
  if (host.starts_with('[')) {
    const std::size_t end = host.find(']');
    if (end == std::string_view::npos)
      refuse_address(address.text, "the ] behind an IPv6 address is missing");
    rest = host.substr(end + 1);
    host = host.substr(1, end - 1);
    if (!rest.empty() && rest.front() != ':')
      refuse_address(address.text, "only :PORT may follow a ]");
  } else if (const std::size_t colon = host.find(':'); colon != std::string_view::npos) {
    rest = host.substr(colon);
    host = host.substr(0, colon);
    if (rest.find(':', 1) != std::string_view::npos) {
      refuse_address(address.text, "an IPv6 address stands in brackets, as in tcp://[::1]:2375");
    }
  }
  if (host.empty()) refuse_address(address.text, "the host is missing");
  address.host = unescaped(address, host);
  if (address.host.starts_with('-') ||
      std::any_of(address.host.begin(), address.host.end(),
                  [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; })) {
    refuse_address(address.text, "no name of a host");
  }
  if (!rest.empty()) set_port(address, rest.substr(1));
}

/// `[USER@]HOST[:PORT][/PATH]`
void set_authority(BuilderAddress& address, std::string_view text) {
  if (text.find_first_of("?#") != std::string_view::npos) {
    refuse_address(address.text, "nothing is known that could follow a ? or a #");
  }
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos) {
    const std::string_view path = text.substr(slash);
    if (path.find_first_not_of('/') != std::string_view::npos) {
      if (address.transport != Transport::ssh)
        refuse_address(address.text, "a path cannot follow a port");
      address.path = unescaped(address, path);
    }
    text = text.substr(0, slash);
  }
  const std::size_t at = text.rfind('@');
  if (at != std::string_view::npos) {
    const std::string_view user = text.substr(0, at);
    if (address.transport != Transport::ssh)
      refuse_address(address.text, "only ssh:// takes a user");
    if (user.find(':') != std::string_view::npos) {
      refuse_address(address.text,
                     "a password in an address is not taken: use a key, or ssh's agent");
    }
    address.user = unescaped(address, user);
    if (address.user.empty()) refuse_address(address.text, "the user before the @ is missing");
    text = text.substr(at + 1);
  }
  set_host(address, text);
}

void set_place(BuilderAddress& address, const std::string& place) {
  switch (address.transport) {
    case Transport::unix_socket:
      return set_path(address, place);
    case Transport::tcp:
    case Transport::ssh:
      return set_authority(address, place);
    case Transport::command:
      break;
  }
  if (place.find_first_not_of(" \t") == std::string::npos) {
    refuse_address(address.text, "the command is missing, as in exec:buildctl dial-stdio");
  }
  address.command = place;
}

}  // namespace

BuilderAddress parse_plain_address(const std::string& text) {
  for (const Scheme& scheme : kSchemes) {
    if (!text.starts_with(scheme.begin)) continue;
    BuilderAddress address;
    address.text = text;
    address.kind = scheme.kind;
    address.transport = scheme.transport;
    set_place(address, text.substr(scheme.begin.size()));
    return address;
  }
  refuse_scheme(text);
}

void complete_port(BuilderAddress& address) {
  if (address.transport != Transport::tcp || !address.port.empty()) return;
  if (address.kind == Kind::buildkitd) {
    address.port = "1234";
  } else {
    address.port = address.tls ? "2376" : "2375";
  }
}

BuilderAddress parse_builder_address(const std::string& text) {
  BuilderAddress address = parse_plain_address(text);
  if (address.transport == Transport::tcp) address.tls = tls_of_environment();
  complete_port(address);
  return address;
}

}  // namespace cli
