#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "tare/api.hpp"
#include "tare/context.hpp"
#include "tare/error.hpp"
#include "tare/progress.hpp"
#include "tare/report.hpp"

namespace TARE_API tare {

struct InventoryOptions {
  /// As in WalkOptions.
  unsigned threads = 0;
  /// May be empty.
  ProgressFunction progress = {};
  /// Receives notes and warnings, on the calling thread. May be empty.
  std::function<void(const Diagnostic&)> diagnose = {};
};

/// What a context or a tar holds, one thing a name: kind, mode, size, link target and content.
/// Takes some 30 bytes an entry, and 32 more for each file of a tar. Immutable; copies share what
/// they hold.
class Inventory {
 public:
  /// What `context` sends, the files that a builder needs among it. The contents stay where they
  /// are until they are compared. Throws Error (input) when something cannot be looked at.
  explicit Inventory(const Context& context, const InventoryOptions& options = {});

  /// What a build gets from the tar that the open descriptor `fd` leads to, compressed or not;
  /// errors call it `name`. Of two entries with one name the later one counts, a hard link is what
  /// it leads to. Throws Error: usage for what is no tar, input for one that is damaged, that
  /// breaks off, that holds a name that leads out of the context or 1 TiB of holes, or of which
  /// more than `most_kept` bytes would have to be kept.
  [[nodiscard]] static Inventory of_tar(int fd, const std::string& name,
                                        std::uint64_t most_kept = kMostKept);

  /// A hundred million names with contents come to that. A few megabytes that have been compressed
  /// as often as it goes could hold more than any memory.
  static constexpr std::uint64_t kMostKept = std::uint64_t{8} << 30;

  /// All that it holds. Every name of a hard-linked file counts with its bytes.
  [[nodiscard]] const Tally& total() const noexcept;

  struct Parts;
  /// For diff().
  [[nodiscard]] const Parts& parts() const noexcept { return *parts_; }

 private:
  explicit Inventory(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}

  std::shared_ptr<const Parts> parts_;
};

}  // namespace tare
