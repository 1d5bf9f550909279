#include "tare/scan.hpp"

#include "engine.hpp"
#include "engine_pool.hpp"

namespace tare {

Scan::Scan(const Matcher& matcher, std::size_t memory)
    : rules_(matcher.pool_->rules()), engine_(std::make_unique<Engine>(*rules_, memory)) {}

Scan::Scan(Scan&&) noexcept = default;
Scan& Scan::operator=(Scan&&) noexcept = default;
Scan::~Scan() = default;

Scan::State Scan::match(std::string_view name, const State& parent) {
  return engine_->match(name, parent);
}

bool Scan::may_include_below(std::string_view name, const State& directory) {
  return engine_->may_include_below(name, directory);
}

bool Scan::may_decide_below(std::string_view name, const State& directory) {
  return engine_->may_decide_below(name, directory);
}

}  // namespace tare
