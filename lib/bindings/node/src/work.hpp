#pragma once

#include <string>

#include "mailbox.hpp"
#include "tare/tare.h"

namespace tare_node {

enum class Kind { pack, walk, report, digest };

/// Of whom the work asks which entries are wanted.
struct Wishes {
  bool asks = false;
  bool messages = false;
  bool progress = false;
};

/// Does it, on the calling thread, and lets `mailbox` have all there is but the outcome. Sets the
/// functions of `options`.
[[nodiscard]] Outcome work(Kind kind, const std::string& directory, tare_options* options,
                           const Wishes& wishes, Mailbox& mailbox);

}  // namespace tare_node
