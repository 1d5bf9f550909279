#pragma once

namespace cli {

/// In which order a report lists things. By name, what is listed is chosen by size.
enum class Order { size, files, name };

}  // namespace cli
