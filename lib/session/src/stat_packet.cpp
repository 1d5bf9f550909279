#include "stat_packet.hpp"

namespace tare {
namespace {

// Go's bits for what a file is, and for what Unix keeps above the permissions.
constexpr std::uint32_t kDirectory = 1u << 31;
constexpr std::uint32_t kSymlink = 1u << 27;
constexpr std::uint32_t kDevice = 1u << 26;
constexpr std::uint32_t kNamedPipe = 1u << 25;
constexpr std::uint32_t kSocket = 1u << 24;
constexpr std::uint32_t kSetUid = 1u << 23;
constexpr std::uint32_t kSetGid = 1u << 22;
constexpr std::uint32_t kCharacterDevice = 1u << 21;
constexpr std::uint32_t kSticky = 1u << 20;

std::uint32_t kind_bits(Kind kind) noexcept {
  switch (kind) {
    case Kind::file:
      return 0;
    case Kind::directory:
      return kDirectory;
    case Kind::symlink:
      return kSymlink;
    case Kind::fifo:
      return kNamedPipe;
    case Kind::character_device:
      return kDevice | kCharacterDevice;
    case Kind::block_device:
      return kDevice;
    case Kind::socket:
      return kSocket;
  }
  return 0;
}

}  // namespace

std::uint32_t protocol_mode(Kind kind, std::uint32_t mode) noexcept {
  std::uint32_t bits = kind_bits(kind) | (mode & 0777u);
  if ((mode & 04000u) != 0) bits |= kSetUid;
  if ((mode & 02000u) != 0) bits |= kSetGid;
  if ((mode & 01000u) != 0) bits |= kSticky;
  return bits;
}

void tell_of(const OfferedEntry& entry, fsutil::types::Stat& stat) {
  stat.Clear();
  stat.set_path(entry.name.data(), entry.name.size());
  stat.set_mode(protocol_mode(entry.kind, entry.mode));
  stat.set_size(static_cast<std::int64_t>(entry.size));
  stat.set_modtime(entry.mtime);
  if (!entry.link.empty()) stat.set_linkname(entry.link.data(), entry.link.size());
  if (is_device(entry.kind)) {
    stat.set_devmajor(entry.special_major);
    stat.set_devminor(entry.special_minor);
  }
  for (const OfferedAttribute& attribute : entry.attributes) {
    auto* added = stat.add_xattrs();
    added->set_key(attribute.name.data(), attribute.name.size());
    added->set_value(attribute.value.data(), attribute.value.size());
  }
}

}  // namespace tare
