#include "tare/libraries.hpp"

#include <fmt/format.h>

#include <boost/version.hpp>

#include "gzip_stream.hpp"
#include "json_parts.hpp"
#include "sha256.hpp"
#include "tar_reader.hpp"
#include "zstd_stream.hpp"

// A library that only one source may include is asked there.

namespace tare {
namespace {

std::string numbers(int major, int minor, int patch) {
  return fmt::format("{}.{}.{}", major, minor, patch);
}

}  // namespace

std::vector<Library> libraries() {
  return {
      {"Boost", numbers(BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100)},
      {"fmt", numbers(FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100)},
      {"libarchive", libarchive_version()},
      {"libdeflate", libdeflate_version()},
      {"libzstd", libzstd_version()},
      {"nlohmann/json", numbers(NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
                                NLOHMANN_JSON_VERSION_PATCH)},
      {"OpenSSL", openssl_version()},
  };
}

}  // namespace tare
