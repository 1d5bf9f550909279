#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "tare/digest.hpp"

namespace cli {

/// The digests, one a line. `dockerfile` is what its lines are called by.
[[nodiscard]] std::string digest_text(const tare::ContextDigest& digest,
                                      const std::string& dockerfile);

/// What has changed until `digest`, and what a builder has to do again; in `columns`, if any.
[[nodiscard]] std::string change_text(const tare::DigestChange& change,
                                      const tare::ContextDigest& digest,
                                      const std::string& dockerfile,
                                      std::optional<std::size_t> columns);

}  // namespace cli
