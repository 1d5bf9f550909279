#include "port.hpp"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "lower_case.hpp"
#include "word_error.hpp"

namespace tare {
namespace {

std::optional<std::uint16_t> number_in(std::string_view text) {
  std::uint16_t number = 0;
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number);
  if (text.empty() || result.ec != std::errc{} || result.ptr != end) return std::nullopt;
  return number;
}

// The first and the last one.
std::pair<std::uint16_t, std::uint16_t> range_in(std::string_view text, std::string_view whole) {
  const std::size_t dash = text.find('-');
  const auto first = number_in(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : number_in(text.substr(dash + 1));
  if (!first || !last || *last < *first) {
    throw WordError("'" + std::string(whole) + "' is no port: " + std::string(text) +
                    " is no number below 65536");
  }
  return {*first, *last};
}

bool is_protocol(std::string_view text) {
  const std::string name = lower_case(text);
  return name.empty() || name == "tcp" || name == "udp" || name == "sctp";
}

}  // namespace

void check_port(std::string_view port) {
  const std::size_t colon = port.rfind(':');
  const std::string_view inner = colon == std::string_view::npos ? port : port.substr(colon + 1);
  const std::size_t slash = inner.find('/');
  if (slash != std::string_view::npos && !is_protocol(inner.substr(slash + 1))) {
    throw WordError("'" + std::string(port) + "' is no port: its protocol is not known");
  }
  const auto [first, last] = range_in(inner.substr(0, slash), port);
  if (colon == std::string_view::npos) return;
  std::string_view outer = port.substr(0, colon);
  if (const std::size_t address = outer.rfind(':'); address != std::string_view::npos) {
    outer = outer.substr(address + 1);
  }
  if (outer.empty()) return;
  const auto [outer_first, outer_last] = range_in(outer, port);
  if (last != first && outer_last - outer_first != last - first) {
    throw WordError("'" + std::string(port) + "' maps ranges of different lengths");
  }
}

}  // namespace tare
