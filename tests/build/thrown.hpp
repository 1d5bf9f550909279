#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "tare/error.hpp"

namespace test {

/// The tare::Error that `work` throws; a failure of the test if it throws none.
template <typename Work>
tare::Error thrown(const Work& work) {
  try {
    work();
  } catch (const tare::Error& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was thrown";
  return {tare::Fault::usage, "", "nothing was thrown"};
}

template <typename Work>
std::string message(tare::Fault fault, const Work& work) {
  const tare::Error error = thrown(work);
  EXPECT_EQ(error.fault(), fault) << error.what();
  return error.what();
}

}  // namespace test
