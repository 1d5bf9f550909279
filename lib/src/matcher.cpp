#include "tare/matcher.hpp"

#include <utility>

#include "engine_pool.hpp"

namespace tare {

Matcher::Matcher(IgnoreFile rules, Dialect dialect)
    : pool_(std::make_shared<EnginePool>(std::make_shared<const CompiledRules>(std::move(rules)))),
      dialect_(dialect) {}

Matcher Matcher::in_dialect(Dialect dialect) const {
  Matcher other = *this;
  other.dialect_ = dialect;
  return other;
}

Verdict Matcher::match(std::string_view name) const {
  return pool_->ask([&](Engine& engine) { return engine.match(name); });
}

std::vector<const Rule*> Matcher::matching(std::string_view name) const {
  std::vector<const Rule*> found;
  for (const int i : pool_->ask([&](Engine& engine) { return engine.matching(name); })) {
    found.push_back(&pool_->rules()->rule(i));
  }
  return found;
}

bool Matcher::enters(std::string_view name) const {
  return pool_->rules()->descent(dialect_).enters(name);
}

bool Matcher::names_below(std::string_view name) const {
  return pool_->rules()->descent(dialect_).names_below(name);
}

const IgnoreFile& Matcher::ignore_file() const noexcept { return pool_->rules()->ignore_file(); }

}  // namespace tare
