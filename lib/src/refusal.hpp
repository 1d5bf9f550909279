#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>

namespace tare {

/// Why a line of a Dockerfile cannot be used. Dockerfile::parse makes an Error of it, unless it is
/// the trigger of an ONBUILD, which nobody may run.
class Refusal : public std::runtime_error {
 public:
  Refusal(std::size_t line, const std::string& message)
      : std::runtime_error(message), line_(line) {}

  [[nodiscard]] std::size_t line() const noexcept { return line_; }

 private:
  std::size_t line_;
};

}  // namespace tare
