#include "extensions.hpp"

#include <algorithm>
#include <utility>

#include "ascii.hpp"

namespace tare {
namespace {

constexpr std::size_t kMostCounted = 4096;
constexpr std::size_t kLongest = 12;

// `6` in `libre2.so.6` and a date are none.
bool is_extension(std::string_view text) {
  bool letter = false;
  for (const char byte : text) {
    letter |= ascii::is_letter(byte);
    if (!ascii::is_letter(byte) && !ascii::is_digit(byte) && byte != '_' && byte != '-' &&
        byte != '+') {
      return false;
    }
  }
  return letter && text.size() <= kLongest;
}

bool is_compression(std::string_view text) {
  return text == "gz" || text == "xz" || text == "bz2" || text == "zst" || text == "lz4";
}

}  // namespace

std::string_view Extensions::of(std::string_view base) {
  const std::size_t dot = base.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return {};
  const std::string_view extension = base.substr(dot + 1);
  if (!is_extension(extension)) return {};
  constexpr std::string_view kTar = ".tar";
  if (is_compression(extension) && dot > kTar.size() && base.substr(0, dot).ends_with(kTar)) {
    return base.substr(dot - kTar.size() + 1);
  }
  return extension;
}

void Extensions::add(std::string_view base, std::uint64_t bytes) {
  const std::string_view extension = of(base);
  if (last_ == nullptr || last_->first != extension) {
    auto found = counts_.find(extension);
    if (found == counts_.end()) {
      if (counts_.size() >= kMostCounted) keep_largest(kMostCounted / 2);
      found = counts_.emplace(extension, Count()).first;
    }
    last_ = &*found;
  }
  ++last_->second.files;
  last_->second.bytes += bytes;
}

void Extensions::keep_largest(std::size_t most) {
  std::vector<Survey::Extension> all;
  Survey::Extension rest;
  all = finish(most, rest);
  for (Survey::Extension& one : all) {
    counts_.emplace(std::move(one.extension), Count{one.files, one.bytes});
  }
  others_ = {rest.files, rest.bytes};
}

std::vector<Survey::Extension> Extensions::finish(std::size_t most, Survey::Extension& others) {
  std::vector<Survey::Extension> all;
  all.reserve(counts_.size());
  for (const auto& [extension, count] : counts_) {
    all.push_back({extension, count.files, count.bytes});
  }
  counts_.clear();
  last_ = nullptr;
  std::sort(all.begin(), all.end(), [this](const Survey::Extension& a, const Survey::Extension& b) {
    const bool by_files = largest_ == SurveyOptions::Largest::files;
    const std::uint64_t of_a = by_files ? a.files : a.bytes;
    const std::uint64_t of_b = by_files ? b.files : b.bytes;
    return of_a != of_b ? of_a > of_b : a.extension < b.extension;
  });
  others = {"", others_.files, others_.bytes};
  for (std::size_t i = most; i < all.size(); ++i) {
    others.files += all[i].files;
    others.bytes += all[i].bytes;
  }
  if (all.size() > most) all.resize(most);
  return all;
}

}  // namespace tare
