#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform.hpp"
#include "shell_words.hpp"
#include "tare/dockerfile.hpp"

namespace tare {

/// Variables by name.
using Variables = std::map<std::string, std::string, std::less<>>;

/// Looks up in `variables`, which has to last; names that are not there go to `unset` unless null.
[[nodiscard]] Lookup lookup_in(const Variables& variables,
                               std::vector<std::string>* unset = nullptr);

/// One `NAME=value` or `NAME` of an ARG.
struct Argument {
  std::string name;
  const std::string* build_argument = nullptr;  ///< null: none is given
  std::optional<std::string_view> standard;     ///< the value in the Dockerfile
};

/// `word` must last.
[[nodiscard]] Argument argument_of(std::string_view word, const Variables& build_arguments);

/// Sets what BuildKit sets before the first line: TARGETPLATFORM, BUILDARCH, TARGETSTAGE and so on.
[[nodiscard]] Variables predefined_arguments(const Platform& target, std::string_view stage,
                                             const Variables& build_arguments);

/// The variables of one stage while its instructions run. ARG and ENV write to one table, the last
/// one wins; but what ENV has set is set again at the beginning of a child stage.
class StageVariables {
 public:
  /// The table of a stage that begins with an image.
  StageVariables();
  /// What a stage based on this one begins with.
  [[nodiscard]] StageVariables child() const;

  [[nodiscard]] const Variables& table() const noexcept { return table_; }
  void set_environment(const std::string& name, const std::string& value);
  void set_argument(const std::string& name, const std::string& value);
  /// About what it takes in memory, in bytes.
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

 private:
  void set(const std::string& name, const std::string& value);

  Variables table_;
  Variables environment_;  // by ENV alone
  std::size_t size_ = 0;
};

}  // namespace tare
