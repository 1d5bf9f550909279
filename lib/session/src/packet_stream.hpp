#pragma once

#include "packet.pb.h"

namespace tare {

using Packet = fsutil::types::Packet;

/// The connection to a receiver, packet by packet. One thread may read while others write.
class PacketStream {
 public:
  PacketStream() = default;
  PacketStream(const PacketStream&) = delete;
  PacketStream& operator=(const PacketStream&) = delete;
  virtual ~PacketStream() = default;

  /// Waits for the next one; false when there is none any more. Throws Error (output) for
  /// what is no packet.
  virtual bool read(Packet& packet) = 0;
  /// Waits for room; false when nothing is taken any more. Small packets may wait for others
  /// unless `flush` is set.
  virtual bool write(const Packet& packet, bool flush) = 0;
  /// From now on read() and write() return false, also those that wait. What has been written still
  /// goes its way.
  virtual void cancel() noexcept = 0;
};

}  // namespace tare
