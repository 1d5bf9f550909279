#include "standard_input.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "tare/error.hpp"

namespace cli {
namespace {

constexpr std::size_t kBlock = std::size_t{64} << 10;
constexpr std::size_t kLongest = std::size_t{1} << 20;  // no name is that long: the end is missing

// Appends what there is; false at the end.
bool read_more(std::string& text) {
  const std::size_t before = text.size();
  text.resize(before + kBlock);
  ssize_t got = -1;
  do {
    got = read(STDIN_FILENO, text.data() + before, kBlock);
  } while (got < 0 && errno == EINTR);
  if (got < 0) {
    throw tare::Error(tare::Fault::input, "standard input", "cannot be read",
                      std::error_code(errno, std::generic_category()));
  }
  text.resize(before + static_cast<std::size_t>(got));
  return got > 0;
}

}  // namespace

void read_standard_input(char end, const std::function<void(std::string_view, std::size_t)>& take,
                         const std::function<void()>& idle) {
  std::string text;
  std::size_t number = 0;
  std::size_t searched = 0;
  while (idle(), read_more(text)) {
    std::size_t begin = 0;
    for (std::size_t at = text.find(end, searched); at != std::string::npos;
         at = text.find(end, begin)) {
      take(std::string_view(text).substr(begin, at - begin), ++number);
      begin = at + 1;
    }
    text.erase(0, begin);
    searched = text.size();
    if (searched > kLongest) {
      throw tare::Error(tare::Fault::usage, "standard input",
                        fmt::format("path {} has more than {} bytes", number + 1, kLongest));
    }
  }
  if (!text.empty()) take(text, number + 1);
}

}  // namespace cli
