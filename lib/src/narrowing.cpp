#include "narrowing.hpp"

namespace tare {

Narrowing::Narrowing(const std::vector<std::string>& patterns, const std::string& file)
    : matcher_(IgnoreFile::of_patterns(patterns, file), Dialect::buildkit),
      descent_(Descent::for_patterns(matcher_.ignore_file().rules(), Dialect::buildkit)) {}

}  // namespace tare
