#include "json_input.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/archive/iterators/binary_from_base64.hpp>
#include <boost/archive/iterators/dataflow_exception.hpp>
#include <boost/archive/iterators/transform_width.hpp>
#include <cstdint>
#include <limits>
#include <string>

// nlohmann/json reads and frees any depth without recursion, but copies, compares and writes with
// it. So the depth is looked at before anything is made of the text.

namespace tare::json {
namespace {

std::size_t line_of(std::string_view text, std::size_t at) {
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(at, text.size()));
  return static_cast<std::size_t>(std::count(text.begin(), end, '\n')) + 1;
}

std::optional<std::string> from_base64(std::string text) {
  using namespace boost::archive::iterators;
  using Decoder = transform_width<binary_from_base64<std::string::const_iterator>, 8, 6>;
  while (!text.empty() && text.back() == '=') text.pop_back();
  const std::size_t bytes = text.size() * 6 / 8;
  text.resize((text.size() + 3) / 4 * 4, 'A');  // Boost reads whole groups
  try {
    const std::string whole(Decoder(text.cbegin()), Decoder(text.cend()));
    return whole.substr(0, bytes);
  } catch (const dataflow_exception&) {
    return std::nullopt;
  }
}

class Counter {
 public:
  Counter(const Filter& filter, std::size_t most) : filter_(filter), most_(most) {}

  bool operator()(int depth, Input::parse_event_t event, Input& parsed) {
    using Event = Input::parse_event_t;
    const bool ends = event == Event::object_end || event == Event::array_end;
    if (event == Event::object_start || event == Event::array_start) starts_.push_back(values_);
    if (!ends && ++values_ > most_) {
      throw BadInput(fmt::format("it holds more than {} values", most_));
    }
    const bool kept = !filter_ || filter_(depth, event, parsed);
    if (!ends) return kept;
    if (!kept) values_ = starts_.back();
    starts_.pop_back();
    return kept;
  }

 private:
  const Filter& filter_;
  std::size_t most_;
  std::size_t values_ = 0;           // keys, too
  std::vector<std::size_t> starts_;  // how many there were before what is open
};

}  // namespace

bool is_deeper(std::string_view text, std::size_t deepest, std::size_t& at) {
  std::size_t depth = 0;
  for (at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') {
      for (++at; at < text.size() && text[at] != '"'; ++at) at += text[at] == '\\' ? 1U : 0U;
    } else if (c == '[' || c == '{') {
      if (++depth > deepest) return true;
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return false;
}

Input parse(std::string_view text, const Filter& filter, std::size_t most_values) {
  if (std::size_t at = 0; is_deeper(text, kDeepest, at)) {
    throw BadInput(
        fmt::format("lists in line {} are nested more than {} deep", line_of(text, at), kDeepest));
  }
  try {
    return Input::parse(text, Counter(filter, most_values));
  } catch (const Input::parse_error& error) {
    throw BadInput(fmt::format("line {} is no JSON", line_of(text, error.byte)));
  } catch (const Input::out_of_range&) {
    throw BadInput("a number in it is too large");
  }
}

void check_schema(const Input& root) {
  if (!root.is_object() || !root.contains("schema")) throw BadInput("it has no schema");
  const Input& schema = root["schema"];
  if (!schema.is_number_integer()) throw BadInput("its schema is no number");
  if (schema != 1) throw BadInput("its schema is " + schema.dump() + ", and 1 is known");
}

std::optional<std::string> get(const Input& object, const std::string& key) {
  if (const auto text = object.find(key); text != object.end() && text->is_string()) {
    return text->get<std::string>();
  }
  const auto encoded = object.find(key + "_b64");
  if (encoded == object.end() || !encoded->is_string()) return std::nullopt;
  return from_base64(encoded->get<std::string>());
}

std::uint64_t count_under(const Input& object, const char* key) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_unsigned()) {
    throw BadInput(fmt::format("'{}' has to be there and a whole number", key));
  }
  const auto count = found->get<std::uint64_t>();
  if (count > kMost) throw BadInput(fmt::format("'{}' is larger than any file can be", key));
  return count;
}

}  // namespace tare::json
