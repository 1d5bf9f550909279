#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tare/offer.hpp"

namespace test {

/// An OfferedEntry to keep.
struct Told {
  std::uint32_t id = 0;
  std::string name;
  tare::Kind kind = tare::Kind::file;
  std::uint32_t mode = 0;
  std::uint64_t size = 0;
  std::int64_t mtime = 0;
  std::string link;
  std::uint32_t special_major = 0;
  std::uint32_t special_minor = 0;
  std::map<std::string, std::string> attributes;

  friend bool operator==(const Told&, const Told&) = default;
};

/// For messages.
void PrintTo(const Told& told, std::ostream* out);

[[nodiscard]] Told keep(const tare::OfferedEntry& entry);

/// All that an offer tells.
[[nodiscard]] std::vector<Told> tell(tare::Offer& offer);
[[nodiscard]] std::vector<Told> told(const tare::Context& context,
                                     const tare::OfferOptions& options = {});

/// What there is below `directory`, asked by plain system calls, in the order of a walk.
[[nodiscard]] std::vector<Told> look(const std::string& directory);

/// All of a file, read in pieces of `piece` bytes.
[[nodiscard]] std::string read_all(tare::OfferedFile file, std::size_t piece = 32768);

/// A context as it is opened for a builder: by `rules` alone.
[[nodiscard]] tare::Context open_for_builder(const std::string& directory,
                                             const std::vector<std::string>& rules = {});

}  // namespace test
