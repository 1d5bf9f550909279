#pragma once

#include <string>

namespace test {

/// What libarchive makes of a gzip or zstd stream, or of one that is not compressed. Throws
/// std::runtime_error for one that is damaged or incomplete.
[[nodiscard]] std::string decompress(const std::string& bytes);

}  // namespace test
