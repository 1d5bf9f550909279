#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tare/api.hpp"
#include "tare/ignore_file.hpp"

namespace TARE_API tare {

/// Regular files and the bytes in them, counted as in a Tally.
struct Amount {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;

  Amount& operator+=(const Amount& other) noexcept {
    files += other.files;
    bytes += other.bytes;
    return *this;
  }
  Amount& operator-=(const Amount& other) noexcept {
    files -= other.files;
    bytes -= other.bytes;
    return *this;
  }
  friend bool operator==(const Amount&, const Amount&) = default;
};

/// A directory or a regular file of a context, with what is sent of it and what is not.
struct SizeNode {
  std::string name;        ///< the last part, raw bytes; empty for the context itself
  std::size_t parent = 0;  ///< its index; the context itself, at index 0, is its own
  bool directory = true;   ///< or a regular file
  Amount sent;             ///< of a directory: with all below it
  Amount excluded;         ///< likewise
  Amount other_sent;       ///< of `sent` what no node below shows: small things, counted together
  Amount other_excluded;   ///< of `excluded` likewise
  const Rule* rule = nullptr;        ///< excludes all of `excluded`; null: none, or several
  const Rule* other_rule = nullptr;  ///< excludes all of `other_excluded`; null likewise
};

/// The largest directories and files of a context, a parent before its children, the largest child
/// first. What is too small to be a node is counted in the directory that it would be in, so the
/// first node holds the totals. Without a node for the context, nothing was collected.
using SizeTree = std::vector<SizeNode>;

}  // namespace tare
