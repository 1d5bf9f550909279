#pragma once

#include <string>
#include <string_view>

namespace tare {

/// Puts BuildStep::key together: parts of any bytes, so that different lists are different keys.
class StepKey {
 public:
  StepKey& add(std::string_view part) {
    text_ += std::to_string(part.size());
    text_ += ':';
    text_ += part;
    return *this;
  }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
};

}  // namespace tare
