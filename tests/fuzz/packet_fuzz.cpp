// Any bytes as what a call brings: messages that are there as they came, packets among them, or an
// error.

#include <stdexcept>
#include <string>
#include <string_view>

#include "input.hpp"
#include "lib/session/src/call.hpp"
#include "lib/session/src/grpc_message.hpp"
#include "packet.pb.h"

namespace {

using fsutil::types::Packet;
using fuzz::require;

void try_packet(const std::string& message) {
  Packet packet;
  if (!packet.ParseFromString(message)) return;
  Packet again;
  require(again.ParseFromString(packet.SerializeAsString()));
  require(again.type() == packet.type() && again.id() == packet.id());
  require(again.data() == packet.data() && again.stat().path() == packet.stat().path());
}

// In pieces, as they come from a connection: the first byte says how long.
void receive(tare::Call& call, std::string_view bytes) {
  const std::size_t piece = bytes.empty() ? 1 : static_cast<unsigned char>(bytes.front()) + 1u;
  for (std::size_t at = 1; at < bytes.size(); at += piece) call.receive(bytes.substr(at, piece));
  call.receive_end();
}

void try_text(const std::string& text) {
  const std::string encoded = tare::percent_encoded(text);
  require(encoded.find('\n') == std::string::npos);
  std::string query = encoded;  // differs in what a `+` is
  for (std::size_t at = 0; (at = query.find('+', at)) != std::string::npos;) {
    query.replace(at, 1, "%2B");
  }
  require(tare::query_unescaped(query) == text);
  static_cast<void>(tare::query_unescaped(text));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  tare::Call call(1, [] {});
  receive(call, bytes);
  std::size_t at = 1;
  std::string message;
  try {
    while (call.read(message)) {
      at += 5;
      require(at + message.size() <= size && bytes.substr(at, message.size()) == message);
      at += message.size();
      try_packet(message);
    }
  } catch (const std::runtime_error&) {
    require(at + 5 <= size);  // of a prefix that was read
  }
  try_text(std::string(bytes));
  return 0;
}
