#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <thread>
#include <vector>

#include "packet_stream.hpp"
#include "tare/offer.hpp"
#include "tare/session.hpp"

namespace tare {

struct DiffCopyOptions {
  unsigned threads = 0;
  /// A receiver that has everything and says nothing gets ten times as long.
  std::chrono::milliseconds patience{120'000};
  std::function<bool(const Transfer&, const Entry&)> choose;
  std::function<void(const Transfer&)> progress;
  std::function<void(const Diagnostic&)> diagnose;
};

/// The sender's side of one transfer: tells of all that is in a context, and meanwhile sends the
/// files that the receiver asks for, up to four at once.
class DiffCopy {
 public:
  /// `transfer` is what the counts go into. `options` and `stream` are referred to.
  DiffCopy(Context context, Transfer transfer, const DiffCopyOptions& options,
           PacketStream& stream);
  DiffCopy(const DiffCopy&) = delete;
  DiffCopy& operator=(const DiffCopy&) = delete;
  ~DiffCopy() = default;

  /// Does all of it; to be called once. Throws Error, of which the receiver has been told: input
  /// when the context cannot be offered or a file not be sent as it was offered; output for a
  /// receiver that does not keep to the protocol, gives up, or says no more.
  void run();
  /// Whether run() has thrown since the stream has ended, whatever the reason.
  [[nodiscard]] bool lost_stream() const noexcept { return lost_stream_; }

 private:
  void walk();
  void wait_for_end();
  void close_down();
  void read_packets();
  bool handle(const Packet& packet);
  void queue_file(std::uint32_t id);
  void add_server();
  void serve_files();
  [[nodiscard]] std::optional<std::uint32_t> next_file();
  void send_file(std::uint32_t id, std::span<std::byte> buffer);
  void tell(const OfferedEntry& entry, Packet& packet);
  bool ask(const Entry& entry);
  void send(const Packet& packet, bool flush);
  void fail(const Error& error) noexcept;
  void lose_stream() noexcept;
  void stop() noexcept;
  template <typename Work>
  void guarded(const Work& work) noexcept;
  [[nodiscard]] Error receiver_error(const std::string& message) const;
  void report(bool last);
  [[nodiscard]] bool over() const { return failure_.has_value() || stop_.stop_requested(); }

  std::string directory_;
  const DiffCopyOptions& options_;
  PacketStream& stream_;
  std::stop_source stop_;

  // What the counts of the transfer are while threads add to them; `transfer_` is the walk's own.
  Transfer transfer_;
  std::atomic<std::uint64_t> entries_{0}, requested_{0}, sent_{0}, bytes_{0}, directories_{0};
  std::atomic<std::int64_t> next_report_{0};

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<bool> regular_, asked_;  // by id
  std::deque<std::uint32_t> queue_;    // at most once each file that was offered
  std::vector<std::thread> servers_;   // of files
  unsigned idle_ = 0;
  unsigned busy_ = 0;
  std::uint64_t events_ = 0;  // something came or went
  bool finished_ = false;     // the receiver has said FIN
  bool closing_ = false;
  bool lost_stream_ = false;
  std::optional<Error> failure_;

  Offer offer_;
  std::thread reader_;
};

}  // namespace tare
