#pragma once

#include <string>
#include <vector>

#include "call.hpp"
#include "tare/context.hpp"

namespace tare {

/// What a builder asks for, out of the metadata of its call.
struct TransferRequest {
  std::string name;  // of the directory
  Request request;
  std::vector<std::string> exclude;
};

/// Throws Error (output) for a value that is not escaped as it says.
[[nodiscard]] TransferRequest transfer_request(const Metadata& metadata);

}  // namespace tare
