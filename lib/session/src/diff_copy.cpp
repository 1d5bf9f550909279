#include "diff_copy.hpp"

#include <system_error>
#include <utility>

#include "quiet_thread.hpp"
#include "stat_packet.hpp"
#include "tare/printable.hpp"

namespace tare {
namespace {

constexpr std::size_t kDataBytes = std::size_t{32} * 1024;  // of a packet, as fsutil cuts files
constexpr unsigned kServers = 4;
constexpr std::size_t kMostText = 4096;  // of what a builder gives for a reason
constexpr unsigned kPatienceOfTheIdle = 10;
constexpr std::int64_t kReportEvery = 50'000'000;  // ns

std::int64_t now_ns() {
  return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

// What ends the work when the stream takes or brings nothing more; never leaves run() as it is.
struct StreamEnded {};

Packet packet_of(Packet::Type type) {
  Packet packet;
  packet.set_type(type);
  return packet;
}

OfferOptions offer_options(const DiffCopyOptions& options, std::function<bool(const Entry&)> choose,
                           std::stop_token stop) {
  OfferOptions made;
  made.threads = options.threads;
  if (options.choose) made.choose = std::move(choose);
  made.diagnose = options.diagnose;
  made.stop = std::move(stop);
  return made;
}

}  // namespace

DiffCopy::DiffCopy(Context context, Transfer transfer, const DiffCopyOptions& options,
                   PacketStream& stream)
    : directory_(context.directory()),
      options_(options),
      stream_(stream),
      transfer_(std::move(transfer)),
      offer_(std::move(context),
             offer_options(
                 options, [this](const Entry& entry) { return ask(entry); }, stop_.get_token())) {}

void DiffCopy::run() {
  guarded([&] {
    reader_ = quiet_thread([this] { guarded([&] { read_packets(); }); });
    walk();
    wait_for_end();
  });
  close_down();
  guarded([&] { report(true); });
  if (failure_) throw Error(*failure_);
}

void DiffCopy::walk() {
  Packet packet = packet_of(Packet::STAT);
  const WalkCount count = offer_.walk([&](const OfferedEntry& entry) { tell(entry, packet); });
  directories_ = count.directories_read;
  send(packet_of(Packet::STAT), true);
}

void DiffCopy::tell(const OfferedEntry& entry, Packet& packet) {
  {
    const std::lock_guard lock(mutex_);
    regular_.push_back(entry.kind == Kind::file && entry.link.empty());
    asked_.push_back(false);
  }
  tell_of(entry, *packet.mutable_stat());
  send(packet, false);
  entries_.fetch_add(1, std::memory_order_relaxed);
  report(false);
}

bool DiffCopy::ask(const Entry& entry) {
  transfer_.entries = entries_;
  transfer_.files_requested = requested_;
  transfer_.files_sent = sent_;
  transfer_.bytes_sent = bytes_;
  return options_.choose(transfer_, entry);
}

// Nothing of what was asked for may be missing when the receiver is told that this is the end.
void DiffCopy::wait_for_end() {
  std::unique_lock lock(mutex_);
  const auto at_rest = [&] { return queue_.empty() && busy_ == 0; };
  const auto settled = [&] { return over() || (finished_ && at_rest()); };
  while (!settled()) {
    const std::uint64_t before = events_;
    if (!at_rest()) {
      changed_.wait(lock);
      continue;
    }
    const auto moved = [&] { return settled() || events_ != before; };
    const auto most = options_.patience * kPatienceOfTheIdle;
    if (changed_.wait_for(lock, most, moved)) continue;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(most).count();
    throw receiver_error("the builder has everything and has said nothing for " +
                         std::to_string(seconds) + " s");
  }
  if (over()) throw StreamEnded();
  lock.unlock();
  send(packet_of(Packet::FIN), true);
}

void DiffCopy::close_down() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  changed_.notify_all();
  // From here on nobody else writes it.
  if (failure_) {
    Packet packet = packet_of(Packet::ERR);
    packet.set_data(failure_->what());
    stream_.write(packet, true);
  }
  stream_.cancel();
  if (reader_.joinable()) reader_.join();
  for (std::thread& server : servers_) server.join();
}

void DiffCopy::read_packets() {
  Packet packet;
  while (stream_.read(packet)) {
    if (!handle(packet)) return;
  }
  throw StreamEnded();
}

bool DiffCopy::handle(const Packet& packet) {
  switch (packet.type()) {
    case Packet::REQ:
      queue_file(packet.id());
      return true;
    case Packet::FIN: {
      const std::lock_guard lock(mutex_);
      finished_ = true;
      changed_.notify_all();
      return false;
    }
    case Packet::ERR:
      throw receiver_error("the builder gave up: " + printable(packet.data().substr(0, kMostText)));
    case Packet::STAT:
      throw receiver_error("the builder sends entries, and is to receive them");
    case Packet::DATA:
      throw receiver_error("the builder sends data, and is to receive them");
    default:
      throw receiver_error("the builder sends a packet of an unknown type, " +
                           std::to_string(static_cast<int>(packet.type())));
  }
}

void DiffCopy::queue_file(std::uint32_t id) {
  const std::string wanted = "the builder asks for entry " + std::to_string(id);
  std::unique_lock lock(mutex_);
  if (id >= regular_.size()) throw receiver_error(wanted + ", which was not offered");
  if (!regular_[id]) throw receiver_error(wanted + ", which is no regular file");
  if (asked_[id]) throw receiver_error(wanted + " twice");
  asked_[id] = true;
  queue_.push_back(id);
  ++events_;
  requested_.fetch_add(1, std::memory_order_relaxed);
  if (idle_ == 0 && servers_.size() < kServers) add_server();
  lock.unlock();
  changed_.notify_all();
}

void DiffCopy::add_server() {
  try {
    servers_.push_back(quiet_thread([this] { guarded([&] { serve_files(); }); }));
  } catch (const std::system_error& error) {
    if (servers_.empty())
      throw Error(Fault::input, directory_, "no thread to read with", error.code());
  }
}

void DiffCopy::serve_files() {
  std::vector<std::byte> buffer(kDataBytes);
  while (const std::optional<std::uint32_t> id = next_file()) {
    send_file(*id, buffer);
    const std::lock_guard lock(mutex_);
    --busy_;
    ++events_;
    changed_.notify_all();
  }
}

std::optional<std::uint32_t> DiffCopy::next_file() {
  std::unique_lock lock(mutex_);
  ++idle_;
  changed_.wait(lock, [&] { return closing_ || over() || !queue_.empty(); });
  --idle_;
  if (closing_ || over()) return std::nullopt;
  const std::uint32_t id = queue_.front();
  queue_.pop_front();
  ++busy_;
  return id;
}

void DiffCopy::send_file(std::uint32_t id, std::span<std::byte> buffer) {
  OfferedFile file = offer_.open(id);
  Packet packet = packet_of(Packet::DATA);
  packet.set_id(id);
  for (;;) {
    const std::size_t size = file.read(buffer);
    packet.set_data(buffer.data(), size);
    send(packet, false);
    if (size == 0) break;
    bytes_.fetch_add(size, std::memory_order_relaxed);
    report(false);
  }
  sent_.fetch_add(1, std::memory_order_relaxed);
}

void DiffCopy::send(const Packet& packet, bool flush) {
  if (!stream_.write(packet, flush)) throw StreamEnded();
}

Error DiffCopy::receiver_error(const std::string& message) const {
  return Error(Fault::output, directory_, message);
}

void DiffCopy::fail(const Error& error) noexcept {
  {
    const std::lock_guard lock(mutex_);
    if (!failure_ && !closing_) failure_ = error;
  }
  stop();
}

// Also when everything is over: then it is no news.
void DiffCopy::lose_stream() noexcept {
  {
    const std::lock_guard lock(mutex_);
    if (!failure_ && !closing_) {
      failure_ = receiver_error("the builder ended the transfer before its end");
      lost_stream_ = true;
    }
  }
  stop();
}

void DiffCopy::stop() noexcept {
  stop_.request_stop();
  const std::lock_guard lock(mutex_);  // or somebody who is about to wait would miss it
  changed_.notify_all();
}

template <typename Work>
void DiffCopy::guarded(const Work& work) noexcept {
  try {
    work();
  } catch (const Error& error) {
    fail(error);
  } catch (const StreamEnded&) {
    lose_stream();
  } catch (const Cancelled&) {
    stop();
  } catch (const std::exception& error) {
    fail(Error(Fault::input, directory_, error.what()));
  } catch (...) {
    fail(Error(Fault::input, directory_, "an unknown fault"));
  }
}

void DiffCopy::report(bool last) {
  if (!options_.progress) return;
  if (!last) {
    const std::int64_t now = now_ns();
    std::int64_t next = next_report_.load(std::memory_order_relaxed);
    if (now < next || !next_report_.compare_exchange_strong(next, now + kReportEvery)) return;
  }
  Transfer told;
  told.number = transfer_.number;
  told.name = transfer_.name;
  told.request = transfer_.request;
  told.exclude = transfer_.exclude;
  told.entries = entries_;
  told.files_requested = requested_;
  told.files_sent = sent_;
  told.bytes_sent = bytes_;
  told.directories_read = directories_;
  told.finished = last;
  options_.progress(told);
}

}  // namespace tare
