// Offers DIRECTORY, and asks for every STEP-th of its files.
//
//   tare-offer-all DIRECTORY THREADS STEP
//
// Prints how many entries there are, how many files were asked for, and their bytes.

#include <cstdint>
#include <cstdio>
#include <exception>
#include <span>
#include <string>
#include <vector>

#include "tare/offer.hpp"

int main(int count, char** arguments) try {
  const std::span<char*> words(arguments, static_cast<std::size_t>(count));
  if (words.size() != 4) return 2;
  const auto threads = static_cast<unsigned>(std::stoul(words[2]));
  const std::size_t step = std::stoul(words[3]);
  tare::ContextOptions options;
  options.directory = words[1];
  options.rules = tare::Matcher();
  options.use_dockerfile = false;
  tare::Offer offer(tare::Context(options), {.threads = threads});
  std::vector<std::uint32_t> wanted;
  std::size_t files = 0;
  const tare::WalkCount told = offer.walk([&](const tare::OfferedEntry& entry) {
    const bool first_name = entry.kind == tare::Kind::file && entry.link.empty();
    if (first_name && files++ % step == 0) wanted.push_back(entry.id);
  });
  std::uint64_t bytes = 0;
  std::vector<std::byte> buffer(std::size_t{32} << 10);
  for (const std::uint32_t id : wanted) {
    tare::OfferedFile file = offer.open(id);
    while (const std::size_t got = file.read(buffer)) bytes += got;
  }
  std::printf("%llu %zu %llu\n", static_cast<unsigned long long>(told.entries), wanted.size(),
              static_cast<unsigned long long>(bytes));
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
