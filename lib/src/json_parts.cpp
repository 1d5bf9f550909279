#include "json_parts.hpp"

#include <boost/archive/iterators/base64_from_binary.hpp>
#include <boost/archive/iterators/transform_width.hpp>

#include "utf8.hpp"

namespace tare::json {

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
