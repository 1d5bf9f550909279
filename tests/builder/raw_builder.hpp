#pragma once

#include <cstdint>

namespace test {

/// A connection that gRPC would not make. Both return when the other side has ended it, with the
/// bytes that it had taken by then; the descriptor is closed.
///
/// Asks with `bytes` of patterns, whatever the other side says it takes.
std::uint64_t send_rules(int descriptor, std::uint64_t bytes);
/// What is no HTTP/2 at all.
std::uint64_t send_noise(int descriptor);

}  // namespace test
