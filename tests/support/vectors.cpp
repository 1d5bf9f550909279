#include "vectors.hpp"

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace test {
namespace {

std::string decode(const std::string& text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      bytes += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      bytes += text[i];
    }
  }
  return bytes;
}

}  // namespace

std::vector<Vector> read_vectors(const std::string& name) {
  std::ifstream in(std::string(TARE_TEST_DATA) + "/" + name);
  if (!in) throw std::runtime_error("no vectors: " + name);
  std::vector<Vector> vectors;
  std::string line;
  while (std::getline(in, line)) {
    const nlohmann::json json = nlohmann::json::parse(line);
    const bool encoded = json.contains("group");
    const auto text = [&](const std::string& value) { return encoded ? decode(value) : value; };
    const auto texts = [&](const char* key) {
      std::vector<std::string> list;
      if (!json.contains(key)) return list;
      for (const auto& value : json.at(key)) list.push_back(text(value.get<std::string>()));
      return list;
    };
    Vector vector;
    vector.where = name + ":" + std::to_string(vectors.size() + 1);
    vector.ignore = text(json.at("ignore").get<std::string>());
    vector.files = texts("files");
    vector.buildkit = texts("buildkit");
    vector.classic = texts("classic");
    vector.rejected = json.contains("error");
    vector.links = encoded;
    vectors.push_back(std::move(vector));
  }
  return vectors;
}

}  // namespace test
