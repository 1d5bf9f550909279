#pragma once

#include <grpcpp/channel.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "builder/copy.hpp"

namespace test {

/// What a builder may do that it should not.
enum class Trick {
  none,
  unknown_id,    ///< asks for an entry that was never offered
  directory_id,  ///< asks for a directory
  twice,         ///< asks for a file, and for it again
  gives_up,      ///< sends ERR
  closes,        ///< ends the connection in the middle
  cancels,       ///< takes the call back
  stops_reading,
  sends_stat,
  sends_data,
  unknown_type,
  garbage,       ///< bytes that are no packet
  large_packet,  ///< of 10 MB
  no_fin,        ///< has everything, and ends its side without a word
  silent,        ///< has everything, and waits
};

/// By its name on a command line: `unknown-id`. Throws std::invalid_argument for any other.
[[nodiscard]] Trick trick_of(const std::string& name);

/// What a builder asks for.
struct Wish {
  std::string directory = "context";
  std::vector<std::string> include = {};
  std::vector<std::string> exclude = {};
  std::vector<std::string> follow = {};
  bool encoded = false;  ///< escapes all of it
};

/// What came of it.
struct Synced {
  bool complete = false;  ///< FIN came back
  std::string error;      ///< of an ERR packet
  int status = 0;         ///< of the call
  std::string message;    ///< of the status
  std::uint64_t entries = 0;
  std::uint64_t files = 0;         ///< that were asked for
  std::uint64_t received = 0;      ///< bytes of their contents
  std::vector<std::string> names;  ///< of all that was offered
};

/// BuildKit's side of a session.
class FakeBuilder {
 public:
  /// Takes the connected descriptor over.
  explicit FakeBuilder(int descriptor);

  /// Brings `copy` up to date.
  Synced sync(const Wish& wish, Copy& copy, Trick trick = Trick::none);
  [[nodiscard]] bool is_healthy();
  /// User and secret; nothing when the session does not offer any.
  [[nodiscard]] std::optional<std::pair<std::string, std::string>> credentials(
      const std::string& host);
  void close() { channel_.reset(); }

 private:
  int descriptor_;  // the channel's
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace test
