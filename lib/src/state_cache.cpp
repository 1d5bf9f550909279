#include "state_cache.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include "utf8.hpp"

// Each table has a share of the memory that it may grow to; one that is full ends the generation.

namespace tare {
namespace {

constexpr StateCache::Id kUnknown = 0xFFFFFFFF;
constexpr std::size_t kWidest = 256;
constexpr std::size_t kFewestStates = 16;
// Behind the symbols of a row: last accepted, last live, index of the details.
constexpr std::size_t kFigures = 3;
// A cache entry of an unordered_map with its share of the buckets.
constexpr std::size_t kWideEntry = 64;
// When a generation ends with fewer symbols read for each state than this, building states costs
// more than going without them (the measure that RE2 takes, too).
constexpr std::size_t kSymbolsPerState = 10;
// Long before that it is plain when nearly every symbol takes a state of its own: asked each time
// that so many have been made.
constexpr std::size_t kStatesBetweenLooks = 4096;

std::uint64_t new_generation() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

std::uint64_t hash(std::span<const Automaton::Node> nodes) {
  std::uint64_t value = nodes.size();
  for (const Automaton::Node node : nodes) {
    value = (value ^ node) * 0x9E3779B97F4A7C15u;
    value ^= value >> 32;
  }
  return value;
}

// Room for `count` more elements in a table of at most `most`; false when there is none.
template <typename Element>
bool make_room(std::vector<Element>& table, std::size_t count, std::size_t most) {
  const std::size_t needed = table.size() + count;
  if (needed > most) return false;
  if (needed > table.capacity()) table.reserve(std::min(most, std::max(needed, 2 * table.size())));
  return true;
}

}  // namespace

StateCache::StateCache(const Automaton& automaton, std::size_t memory)
    : automaton_(automaton),
      width_(std::min(automaton.alphabet().size(), kWidest)),
      stride_(width_ + kFigures),
      reached_(automaton.size()) {
  memory -= memory / 4;  // while a table grows there are two of it
  // Sets of nodes are short but for patterns that explode; the table has two places a state.
  const std::size_t state_bytes =
      stride_ * sizeof(Id) + sizeof(Details) + 4 * sizeof(std::uint32_t);
  most_states_ =
      std::clamp<std::size_t>(memory / 2 / state_bytes, kFewestStates, kUnknown / stride_);
  most_nodes_ = std::max(kFewestStates, memory / 4 / sizeof(Automaton::Node));
  most_accepted_ = memory / 8 / sizeof(int);
  most_wide_ = memory / 8 / kWideEntry;
  start_generation();
}

bool StateCache::run(Id& at, std::string_view text) {
  const std::uint8_t* const ascii = automaton_.alphabet().ascii().data();
  const std::uint32_t* rows = rows_.data();
  Id now = at;
  run_symbols_ += text.size();
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      const Id next = rows[now + ascii[byte]];
      ++i;
      if (next != kUnknown) {
        now = next;
        continue;
      }
      if (!step(now, ascii[byte])) return false;
    } else {
      const utf8::Rune rune = utf8::decode(text.substr(i));
      i += rune.size;
      if (!step(now, automaton_.alphabet().of(rune))) return false;
    }
    rows = rows_.data();  // a step may have made a state
  }
  at = now;
  return true;
}

StateCache::State StateCache::state(Id id) const {
  const Details& details = details_[rows_[id + width_ + 2]];
  return {std::span(accepted_).subspan(details.accepted, details.accepted_count),
          details.last_live_exception, details.last_covering};
}

bool StateCache::step(Id& at, Alphabet::Symbol symbol) {
  if (const std::optional<Id> next = known(at, symbol)) {
    at = *next;
    return true;
  }
  const Details& from = details_[rows_[at + width_ + 2]];
  reached_.clear();
  for (std::uint32_t i = 0; i < from.node_count; ++i) {
    automaton_.step(nodes_[from.nodes + i], symbol, reached_);
  }
  target_.clear();
  reached_.for_each([&](Automaton::Node node) { target_.push_back(node); });
  if (const std::optional<Id> next = find_or_add_target()) {
    remember(at, symbol, *next);
    at = *next;
    const std::size_t states = details_.size();
    return states % kStatesBetweenLooks != 0 || 2 * run_symbols_ >= 3 * states;
  }
  if (run_symbols_ < kSymbolsPerState * details_.size()) return false;
  std::vector<Automaton::Node> target = std::move(target_);
  start_generation();
  target_ = std::move(target);
  const std::optional<Id> next = find_or_add_target();
  if (next) at = *next;
  return next.has_value();
}

std::optional<StateCache::Id> StateCache::known(Id at, Alphabet::Symbol symbol) const {
  if (symbol < width_) {
    const Id next = rows_[at + symbol];
    return next != kUnknown ? std::optional(next) : std::nullopt;
  }
  const auto found = wide_.find(std::uint64_t{at} << 32 | symbol);
  return found != wide_.end() ? std::optional(found->second) : std::nullopt;
}

void StateCache::remember(Id at, Alphabet::Symbol symbol, Id next) {
  if (symbol < width_) {
    rows_[at + symbol] = next;
  } else if (wide_.size() < most_wide_) {
    wide_.emplace(std::uint64_t{at} << 32 | symbol, next);
  }
}

// Where the table has the state for `target_`, or where it is to be put.
std::uint32_t& StateCache::slot_of_target() {
  const std::size_t mask = table_.size() - 1;
  for (std::size_t i = hash(target_) & mask;; i = (i + 1) & mask) {
    if (table_[i] == kUnknown) return table_[i];
    const Details& details = details_[table_[i]];
    const auto begin = nodes_.begin() + details.nodes;
    if (std::equal(target_.begin(), target_.end(), begin, begin + details.node_count))
      return table_[i];
  }
}

// Nothing when the memory is used up.
std::optional<StateCache::Id> StateCache::find_or_add_target() {
  std::uint32_t& slot = slot_of_target();
  if (slot != kUnknown) return static_cast<Id>(slot * stride_);
  std::vector<int> accepted;
  for (const Automaton::Node node : target_) automaton_.append_accepted(node, accepted);
  std::sort(accepted.begin(), accepted.end());
  if (!make_room(details_, 1, most_states_) || !make_room(rows_, stride_, most_states_ * stride_) ||
      !make_room(nodes_, target_.size(), most_nodes_) ||
      !make_room(accepted_, accepted.size(), most_accepted_)) {
    return std::nullopt;
  }
  slot = static_cast<std::uint32_t>(details_.size());
  const Id id = add_target(accepted);
  if (2 * details_.size() > table_.size()) grow_table();
  return id;
}

StateCache::Id StateCache::add_target(const std::vector<int>& accepted) {
  Details details{
      static_cast<std::uint32_t>(nodes_.size()), static_cast<std::uint32_t>(target_.size()),
      static_cast<std::uint32_t>(accepted_.size()), static_cast<std::uint32_t>(accepted.size())};
  int live = Automaton::kNoRule;
  for (const Automaton::Node node : target_) {
    live = std::max(live, automaton_.last_live(node));
    details.last_live_exception =
        std::max(details.last_live_exception, automaton_.last_live_exception(node));
    details.last_covering = std::max(details.last_covering, automaton_.last_covering(node));
  }
  nodes_.insert(nodes_.end(), target_.begin(), target_.end());
  accepted_.insert(accepted_.end(), accepted.begin(), accepted.end());
  const std::size_t id = rows_.size();
  rows_.resize(id + stride_, kUnknown);
  rows_[id + width_] =
      static_cast<std::uint32_t>(accepted.empty() ? Automaton::kNoRule : accepted.back());
  rows_[id + width_ + 1] = static_cast<std::uint32_t>(live);
  rows_[id + width_ + 2] = static_cast<std::uint32_t>(details_.size());
  details_.push_back(details);
  return static_cast<Id>(id);
}

void StateCache::grow_table() {
  table_.assign(4 * table_.size(), kUnknown);
  const std::size_t mask = table_.size() - 1;
  for (std::uint32_t state = 0; state < details_.size(); ++state) {
    const Details& details = details_[state];
    std::size_t i = hash(std::span(nodes_).subspan(details.nodes, details.node_count)) & mask;
    while (table_[i] != kUnknown) i = (i + 1) & mask;
    table_[i] = state;
  }
}

void StateCache::start_generation() {
  generation_ = new_generation();
  run_symbols_ = 0;
  rows_.clear();
  details_.clear();
  nodes_.clear();
  accepted_.clear();
  wide_.clear();
  table_.assign(256, kUnknown);
  target_ = {Automaton::kRoot};
  static_cast<void>(find_or_add_target());  // the first state always fits
}

}  // namespace tare
