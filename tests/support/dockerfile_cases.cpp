#include "dockerfile_cases.hpp"

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace test {

std::vector<DockerfileCase> read_dockerfile_cases(const std::string& name) {
  std::ifstream in(std::string(TARE_TEST_DATA) + "/" + name);
  if (!in) throw std::runtime_error("no cases: " + name);
  std::vector<DockerfileCase> cases;
  std::string line;
  while (std::getline(in, line)) {
    const nlohmann::json json = nlohmann::json::parse(line);
    DockerfileCase next;
    next.where = name + ":" + std::to_string(cases.size() + 1);
    next.group = json.value("group", "");
    next.dockerfile = json.at("dockerfile");
    next.ignore = json.value("ignore", "");
    next.files = json.value("files", std::vector<std::string>());
    next.sent = json.value("sent", std::vector<std::string>());
    if (json.contains("target")) next.target = json.at("target");
    if (json.contains("args")) json.at("args").get_to(next.arguments);
    if (json.contains("error")) next.error = json.at("error");
    if (json.contains("line")) next.line = json.at("line");
    if (json.contains("requested") && !json.at("requested").is_null()) {
      next.requested = json.at("requested");
    }
    cases.push_back(std::move(next));
  }
  return cases;
}

std::string read_project_dockerfile(const std::string& project) {
  std::ifstream in(std::string(TARE_TEST_DATA) + "/dockerfiles/" + project + "/Dockerfile");
  if (!in) throw std::runtime_error("no Dockerfile of " + project);
  return {std::istreambuf_iterator<char>(in), {}};
}

void grow(const TempTree& tree, const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    if (const std::size_t arrow = file.find(" -> "); arrow != std::string::npos) {
      tree.symlink(file.substr(0, arrow), file.substr(arrow + 4));
    } else if (file.back() == '/') {
      tree.directory(file);
    } else {
      tree.file(file);
    }
  }
}

}  // namespace test
