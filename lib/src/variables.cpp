#include "variables.hpp"

namespace tare {

Lookup lookup_in(const Variables& variables, std::vector<std::string>* unset) {
  return [&variables, unset](const std::string& name) -> const std::string* {
    const auto found = variables.find(name);
    if (found != variables.end()) return &found->second;
    if (unset != nullptr) unset->push_back(name);
    return nullptr;
  };
}

Argument argument_of(std::string_view word, const Variables& build_arguments) {
  Argument argument;
  const std::size_t equals = word.find('=');
  argument.name = word.substr(0, equals);
  if (equals != std::string_view::npos) argument.standard = word.substr(equals + 1);
  const auto given = build_arguments.find(argument.name);
  if (given != build_arguments.end()) argument.build_argument = &given->second;
  return argument;
}

Variables predefined_arguments(const Platform& target, std::string_view stage,
                               const Variables& build_arguments) {
  const Platform machine = machine_platform();
  Variables variables{{"BUILDPLATFORM", machine.text()},
                      {"BUILDOS", machine.system},
                      {"BUILDOSVERSION", ""},
                      {"BUILDARCH", machine.architecture},
                      {"BUILDVARIANT", machine.variant},
                      {"TARGETPLATFORM", target.text()},
                      {"TARGETOS", target.system},
                      {"TARGETOSVERSION", ""},
                      {"TARGETARCH", target.architecture},
                      {"TARGETVARIANT", target.variant},
                      {"TARGETSTAGE", std::string(stage.empty() ? "default" : stage)}};
  for (auto& [name, value] : variables) {
    const auto given = build_arguments.find(name);
    if (given != build_arguments.end()) value = given->second;
  }
  return variables;
}

StageVariables::StageVariables() {
  set_environment("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
}

StageVariables StageVariables::child() const {
  StageVariables child = *this;
  for (const auto& [name, value] : environment_) child.set(name, value);
  return child;
}

void StageVariables::set_environment(const std::string& name, const std::string& value) {
  set(name, value);
  environment_.insert_or_assign(name, value);
}

void StageVariables::set_argument(const std::string& name, const std::string& value) {
  // These two speak to the builder alone.
  if (name == "BUILDKIT_SBOM_SCAN_CONTEXT" || name == "BUILDKIT_SBOM_SCAN_STAGE") return;
  set(name, value);
}

void StageVariables::set(const std::string& name, const std::string& value) {
  const auto [place, fresh] = table_.try_emplace(name);
  if (fresh) size_ += name.size() + 64;
  size_ += 2 * value.size();
  size_ -= 2 * place->second.size();
  place->second = value;
}

}  // namespace tare
