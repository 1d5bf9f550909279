// Any bytes as a cache of digests: used, told to be damaged, or refused as somebody's file.

#include "digest_cache.hpp"
#include "memory_file.hpp"

namespace {

using fuzz::require;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::MemoryFile file(data, size);
  int told = 0;
  try {
    tare::DigestCache cache(file.path(), [&](const tare::Diagnostic&) { ++told; });
    require(told <= 1);
    tare::FileStamp stamp;
    for (const std::uint32_t hint : {0U, 1U, tare::DigestCache::kNone}) {
      const std::uint32_t place = cache.find(stamp, hint);
      require(told == 0 || place == tare::DigestCache::kNone);
      if (place == tare::DigestCache::kNone) continue;
      cache.keep(place);
      require(cache.at(place).size() == 32);
    }
  } catch (const tare::Error& error) {
    require(error.fault() == tare::Fault::usage && told == 0);
  }
  return 0;
}
