#pragma once

#include <stdexcept>

namespace tare {

/// What is wrong with a word of an instruction. Who knows the line makes an Error of it.
class WordError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace tare
