#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace cli {

/// Reads standard input to its end. Each piece that `end` ends, and the last one without it, goes
/// to `take` with its number, from 1, as soon as it is there; `idle` is called before waiting for
/// more. Throws tare::Error: input when it cannot be read, usage for a piece of more than 1 MiB.
void read_standard_input(char end, const std::function<void(std::string_view, std::size_t)>& take,
                         const std::function<void()>& idle);

}  // namespace cli
