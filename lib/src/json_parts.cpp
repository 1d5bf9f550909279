#include "json_parts.hpp"

#include <boost/archive/iterators/base64_from_binary.hpp>
#include <boost/archive/iterators/binary_from_base64.hpp>
#include <boost/archive/iterators/dataflow_exception.hpp>
#include <boost/archive/iterators/transform_width.hpp>

#include "utf8.hpp"

namespace tare::json {
namespace {

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

}  // namespace

std::string base64(std::string_view bytes) {
  using namespace boost::archive::iterators;
  using Encoder = base64_from_binary<transform_width<std::string_view::const_iterator, 6, 8>>;
  std::string text(Encoder(bytes.begin()), Encoder(bytes.end()));
  text.append((3 - bytes.size() % 3) % 3, '=');
  return text;
}

void put(Value& object, const std::string& key, std::string_view bytes) {
  if (utf8::valid(bytes)) {
    object[key] = bytes;
  } else {
    object[key + "_b64"] = base64(bytes);
  }
}

std::optional<std::string> get(const Value& object, const std::string& key) {
  if (const auto text = object.find(key); text != object.end() && text->is_string()) {
    return text->get<std::string>();
  }
  const auto encoded = object.find(key + "_b64");
  if (encoded == object.end() || !encoded->is_string()) return std::nullopt;
  return from_base64(encoded->get<std::string>());
}

Value of(const Rule& rule) {
  Value object;
  put(object, "file", rule.file);
  object["line"] = rule.line;
  put(object, "pattern", rule.pattern);
  return object;
}

const char* name_of(Dialect dialect) {
  return dialect == Dialect::buildkit ? "buildkit" : "classic";
}

}  // namespace tare::json
