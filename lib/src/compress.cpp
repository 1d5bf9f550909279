#include "tare/compress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

#include "compressed_stream.hpp"
#include "gzip_stream.hpp"
#include "processor_count.hpp"
#include "tare/error.hpp"
#include "tare/printable.hpp"
#include "zstd_stream.hpp"

namespace tare {
namespace {

struct MethodTraits {
  Compression::Method method;
  std::string_view name;
  int default_level;
  int min_level;
  int max_level;
};

constexpr std::array<MethodTraits, 3> kMethods{{
    {Compression::Method::none, "none", 0, 0, 0},
    {Compression::Method::gzip, "gzip", GzipStream::kDefaultLevel, GzipStream::kMinLevel,
     GzipStream::kMaxLevel},
    {Compression::Method::zstd, "zstd", ZstdStream::kDefaultLevel, ZstdStream::kMinLevel,
     ZstdStream::kMaxLevel},
}};

[[noreturn]] void refuse(const std::string& text) { throw Error(Fault::usage, "", text); }

const MethodTraits& traits_of(Compression::Method method) {
  return *std::find_if(kMethods.begin(), kMethods.end(),
                       [=](const MethodTraits& traits) { return traits.method == method; });
}

const MethodTraits& traits_of(std::string_view name) {
  const auto* const found =
      std::find_if(kMethods.begin(), kMethods.end(),
                   [=](const MethodTraits& traits) { return traits.name == name; });
  if (found == kMethods.end()) {
    refuse(fmt::format("no compression is called {}; it is one of none, gzip and zstd",
                       tare::quoted(name)));
  }
  return *found;
}

[[noreturn]] void refuse_level(const MethodTraits& traits, std::string_view level) {
  if (traits.max_level == 0) refuse(fmt::format("compression {} has no levels", traits.name));
  refuse(fmt::format("compression {} has no level {}; its levels are {} to {}", traits.name,
                     tare::quoted(level), traits.min_level, traits.max_level));
}

bool has_level(const MethodTraits& traits, int level) {
  return traits.max_level != 0 && level >= traits.min_level && level <= traits.max_level;
}

int parse_level(const MethodTraits& traits, std::string_view text) {
  int level = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, level);
  if (error != std::errc() || stopped != end || !has_level(traits, level)) {
    refuse_level(traits, text);
  }
  return level;
}

int level_of(const Compression& compression) {
  const MethodTraits& traits = traits_of(compression.method);
  const int level = compression.level.value_or(traits.default_level);
  if (compression.level && !has_level(traits, level)) refuse_level(traits, std::to_string(level));
  return level;
}

class PlainStream : public CompressedStream {
 public:
  explicit PlainStream(Sink sink) : sink_(std::move(sink)) {}
  void write(std::span<const std::byte> bytes) override { sink_(bytes); }
  void finish() override {}

 private:
  const Sink sink_;
};

std::unique_ptr<CompressedStream> make_stream(Sink sink, const Compression& compression,
                                              unsigned threads) {
  const int level = level_of(compression);
  if (threads == 0) threads = processor_count();
  switch (compression.method) {
    case Compression::Method::gzip:
      return std::make_unique<GzipStream>(std::move(sink), level, threads);
    case Compression::Method::zstd:
      return std::make_unique<ZstdStream>(std::move(sink), level, threads);
    case Compression::Method::none:
      break;
  }
  return std::make_unique<PlainStream>(std::move(sink));
}

}  // namespace

Compression parse_compression(std::string_view text) {
  const std::size_t colon = text.find(':');
  const MethodTraits& traits = traits_of(text.substr(0, colon));
  Compression compression{traits.method, std::nullopt};
  if (colon != std::string_view::npos) {
    compression.level = parse_level(traits, text.substr(colon + 1));
  }
  return compression;
}

Compressor::Compressor(Sink sink, const Compression& compression, unsigned threads)
    : stream_(make_stream(std::move(sink), compression, threads)) {}

Compressor::~Compressor() = default;

void Compressor::write(std::span<const std::byte> bytes) {
  if (failure_) std::rethrow_exception(failure_);
  try {
    stream_->write(bytes);
  } catch (...) {
    failure_ = std::current_exception();
    throw;
  }
}

void Compressor::finish() {
  if (failure_) std::rethrow_exception(failure_);
  try {
    stream_->finish();
  } catch (...) {
    failure_ = std::current_exception();
    throw;
  }
}

}  // namespace tare
