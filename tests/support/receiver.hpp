#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "lib/session/src/packet_stream.hpp"

namespace test {

using tare::Packet;

inline tare::Packet packet_of(Packet::Type type, std::uint32_t id = 0,
                              const std::string& data = {}) {
  Packet packet;
  packet.set_type(type);
  packet.set_id(id);
  packet.set_data(data);
  return packet;
}

/// A receiver in memory, which says what `answer` says to each packet that it gets.
class Receiver : public tare::PacketStream {
 public:
  using Answer = std::function<void(const Packet&, Receiver&)>;
  explicit Receiver(Answer answer) : answer_(std::move(answer)) {}

  bool read(Packet& packet) override {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return cancelled_ || closed_ || !waiting_.empty(); });
    if (cancelled_ || waiting_.empty()) return false;
    packet = waiting_.front();
    waiting_.pop_front();
    return true;
  }

  bool write(const Packet& packet, bool /*flush*/) override {
    const std::lock_guard lock(mutex_);
    if (cancelled_) return false;
    if (packet.type() == Packet::STAT && packet.has_stat()) stats.push_back(packet.stat());
    if (packet.type() == Packet::DATA) {
      contents[packet.id()] += packet.data();
      if (packet.data().empty()) complete.push_back(packet.id());
    }
    if (packet.type() == Packet::ERR) error = packet.data();
    if (packet.type() == Packet::FIN) finished = true;
    answer_(packet, *this);
    return true;
  }

  void cancel() noexcept override {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
    changed_.notify_all();
  }

  // In an answer.
  void say(const Packet& packet) {
    waiting_.push_back(packet);
    changed_.notify_all();
  }
  void close() {
    closed_ = true;
    changed_.notify_all();
  }

  std::vector<fsutil::types::Stat> stats;
  std::map<std::uint32_t, std::string> contents;
  std::vector<std::uint32_t> complete;
  std::string error;
  bool finished = false;

 private:
  Answer answer_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Packet> waiting_;
  bool cancelled_ = false;
  bool closed_ = false;
};

inline bool ends_list(const Packet& packet) {
  return packet.type() == Packet::STAT && !packet.has_stat();
}

}  // namespace test
