#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tare/survey.hpp"

namespace tare {

/// Counts files by extension, in bounded memory.
class Extensions {
 public:
  explicit Extensions(SurveyOptions::Largest largest) : largest_(largest) {}

  /// Survey::Extension::extension of a file whose base name is `base`.
  [[nodiscard]] static std::string_view of(std::string_view base);

  void add(std::string_view base, std::uint64_t bytes);
  /// The `most` largest ones, and the rest together. To be called once.
  [[nodiscard]] std::vector<Survey::Extension> finish(std::size_t most, Survey::Extension& others);

 private:
  struct Count {
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>()(text);
    }
  };
  using Counts = std::unordered_map<std::string, Count, Hash, std::equal_to<>>;

  void keep_largest(std::size_t most);

  SurveyOptions::Largest largest_;
  Counts counts_;
  Counts::value_type* last_ = nullptr;  // files of one kind often follow each other
  Count others_;
};

}  // namespace tare
