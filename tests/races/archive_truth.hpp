#pragma once

#include <string>
#include <vector>

#include "support/tar.hpp"
#include "tare/report.hpp"

namespace races {

/// A file that nobody touches.
struct Still {
  std::string name;
  std::string data;
};

/// What is wrong with an archive of a tree that mutators work on; empty when nothing is: the order
/// of the names, each once and below its directory, nothing excluded, everything still, contents
/// that the files had, links to names that are there.
[[nodiscard]] std::string what_is_wrong(const std::vector<test::TarEntry>& entries,
                                        const std::vector<Still>& still);

/// The same for a list of names as a walk gives them, directories with a `/` at the end.
[[nodiscard]] std::string what_is_wrong_with_names(const std::vector<std::string>& names);

/// What the report says otherwise than the archive.
[[nodiscard]] std::string what_differs(const tare::Report& report,
                                       const std::vector<test::TarEntry>& entries);

}  // namespace races
