#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "os.hpp"
#include "tare/context.hpp"
#include "tare/scan.hpp"

namespace tare {

/// Looks into excluded directories that Docker does not enter, for what the rules would include
/// there: names only, and never through a link. What cannot be read is passed over. One descriptor,
/// one thread.
class LostEntries {
 public:
  /// Something that the rules include, no directory.
  struct Entry {
    std::string_view name;
    std::uint64_t bytes = 0;
    const Rule* exception = nullptr;  ///< that would bring it back
    bool elsewhere = false;           ///< whether the other builder gets there
  };
  using Found = std::function<void(const Entry&)>;

  /// `other` holds the same rules in the other dialect.
  LostEntries(const Context& context, Matcher other, Found found)
      : context_(context), other_(std::move(other)), found_(std::move(found)) {}

  /// Looks into the excluded directory `name`, whose state comes from `scan`. `elsewhere`: the
  /// other builder gets into it.
  void look_into(const std::string& name, const Scan::State& state, bool elsewhere, Scan& scan);

 private:
  struct Directory {
    std::string name;
    Scan::State state;
    bool elsewhere = false;
  };

  void look_at(const Directory& directory, int opened, const os::Listing& names, std::size_t index,
               Scan& scan);

  const Context& context_;
  Matcher other_;
  Found found_;
  std::vector<Directory> waiting_;
};

}  // namespace tare
