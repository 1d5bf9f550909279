// Any bytes as a tar to compare with: a list without differences to itself, or an error.

#include <string_view>

#include "memory_file.hpp"
#include "tare/diff.hpp"
#include "tare/error.hpp"
#include "tare/inventory.hpp"

namespace {

using fuzz::require;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::MemoryFile file(data, size);
  try {
    const tare::Inventory inventory = tare::Inventory::of_tar(file.descriptor(), "t");
    const tare::Diff diff = tare::diff(inventory, inventory);
    require(diff.added.entries() == 0 && diff.removed.entries() == 0 && diff.changes.empty());
  } catch (const tare::Error& error) {
    require(error.fault() != tare::Fault::output && error.where() == "t");
    require(std::string_view(error.what()).find('\n') == std::string_view::npos);
  }
  return 0;
}
