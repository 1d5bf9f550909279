// Any packets to a sender, in any order: it ends; sends nothing that was not asked for; and every
// file that was is whole in the end, or the receiver has been told that something is wrong.

#include <array>
#include <map>
#include <string>
#include <string_view>

#include "input.hpp"
#include "lib/session/src/diff_copy.hpp"
#include "support/receiver.hpp"
#include "support/temp_tree.hpp"

namespace {

using fuzz::require;
using tare::Packet;
using test::packet_of;
using test::Receiver;

// What can be asked for, by id; 0 is a directory, and 4 a link.
const std::map<std::uint32_t, std::string>& files() {
  static const std::map<std::uint32_t, std::string> kFiles{
      {1, "content"}, {2, ""}, {3, std::string(70'000, 'x')}};
  return kFiles;
}

const test::TempTree& tree() {
  static const test::TempTree made;
  static const bool filled = [] {
    made.file("d/a", files().at(1));
    made.file("d/b", files().at(2));
    made.file("d/c", files().at(3));
    made.symlink("d/d", "a");
    return true;
  }();
  require(filled);
  return made;
}

// A byte is one packet: its type, and the entry that it is about.
Packet packet_for(std::uint8_t byte) {
  static constexpr std::array<int, 8> kTypes{1, 1, 1, 1, 3, 4, 0, 17};
  Packet packet = packet_of(static_cast<Packet::Type>(kTypes[byte >> 5]), byte & 7u);
  if ((byte & 16u) != 0) packet.set_data("data");
  return packet;
}

void check(const Receiver& receiver, const std::map<std::uint32_t, bool>& asked, bool failed) {
  require(failed == !receiver.error.empty());
  require(!(failed && receiver.finished));
  for (const auto& [id, content] : receiver.contents) {
    require(asked.contains(id) && files().contains(id));
    require(files().at(id).starts_with(content));
  }
  for (const std::uint32_t id : receiver.complete) {
    require(receiver.contents.at(id) == files().at(id));
  }
  if (!receiver.finished) return;
  for (const auto& [id, is_asked] : asked) require(is_asked && receiver.contents.contains(id));
  require(receiver.complete.size() == asked.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 64) return 0;
  std::map<std::uint32_t, bool> asked;
  Receiver receiver([&](const Packet& packet, Receiver& self) {
    if (!test::ends_list(packet)) return;
    for (std::size_t i = 0; i < size; ++i) {
      const Packet said = packet_for(data[i]);
      if (said.type() == Packet::FIN) return self.say(said);
      if (said.type() == Packet::REQ) asked[said.id()] = true;
      self.say(said);
    }
    self.close();
  });
  const tare::DiffCopyOptions options{1, std::chrono::seconds(60), {}, {}, {}};
  tare::ContextOptions context;
  context.directory = tree().path();
  context.rules = tare::Matcher();
  bool failed = false;
  try {
    tare::DiffCopy(tare::Context(context), {}, options, receiver).run();
  } catch (const tare::Error& error) {
    failed = true;
    require(receiver.error == error.what());
  }
  check(receiver, asked, failed);
  return 0;
}
