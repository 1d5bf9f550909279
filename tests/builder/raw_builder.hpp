#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace test {

// Connections that gRPC would not make. But where it says otherwise, these return when the other
// side has ended the connection, and the descriptor is closed.

/// Asks with `bytes` of patterns, whatever the other side says it takes; answers what
/// it had taken by the end.
std::uint64_t send_rules(int descriptor, std::uint64_t bytes);
/// What is no HTTP/2 at all.
std::uint64_t send_noise(int descriptor);
/// Makes calls of the method `path`, each with `bytes` of headers as gRPC counts them, and says
/// nothing more; the descriptor stays open.
void make_calls(int descriptor, std::string_view path, int calls, std::size_t bytes);
/// Makes four calls with many headers and, behind each, further ones (trailers); the descriptor
/// stays open.
void send_trailers(int descriptor);
/// Asks for the content of `entry`, has room for all of it, and takes it slowly; ends the
/// connection after `bytes`.
void read_slowly(int descriptor, char entry, std::uint64_t bytes);

enum class Malformed {
  header_list,  // what HTTP/2 forbids
  window,
  idle_stream,
  large_frame,
  compressed,  // what gRPC forbids
  large_message,
  no_packet,  // what BuildKit does not do
  escape,
  too_many,
};
/// Makes a call, and while it is under way sends what is malformed.
void send_malformed(int descriptor, Malformed what);

/// Makes a call and will not read what comes; the descriptor stays open.
void ask_and_take_nothing(int descriptor);
/// Makes a call and says nothing more; the descriptor stays open.
void ask_and_say_nothing(int descriptor);

}  // namespace test
