#include "pieces.hpp"

#include <algorithm>
#include <string_view>

#include "utf8.hpp"

// Reads the regular expression that Docker would use, not the pattern, so that an odd pattern comes
// out as what its expression means. Whatever is not understood for sure is left to RE2.

namespace tare {
namespace {

using PieceKind = Piece::Kind;

bool take(std::string_view& text, std::string_view token) {
  if (text.substr(0, token.size()) != token) return false;
  text.remove_prefix(token.size());
  return true;
}

bool is_punctuation(char c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') ||
         (c >= '{' && c <= '~');
}

std::uint32_t take_rune(std::string_view& text) {
  const utf8::Rune rune = utf8::decode(text);
  text.remove_prefix(rune.size);
  return rune.value;
}

// One literal item of a class. Its brackets and a '-' in an odd place mean too many things.
std::optional<std::uint32_t> take_class_item(std::string_view& text) {
  if (text.empty() || text.front() == '[' || text.front() == ']' || text.front() == '-') {
    return std::nullopt;
  }
  if (take(text, "\\") && (text.empty() || !is_punctuation(text.front()))) return std::nullopt;
  return take_rune(text);
}

// `text` begins behind the '['.
std::optional<RuneSet> take_class(std::string_view& text) {
  RuneSet set;
  set.negated = take(text, "^");
  do {
    const std::optional<std::uint32_t> low = take_class_item(text);
    if (!low) return std::nullopt;
    std::optional<std::uint32_t> high = low;
    if (take(text, "-")) high = take_class_item(text);
    if (!high || *high < *low) return std::nullopt;
    set.ranges.emplace_back(*low, *high);
  } while (!take(text, "]"));
  return set;
}

class RegexpReader {
 public:
  RegexpReader(std::string_view regexp, std::vector<RuneSet>& sets) : text_(regexp), sets_(sets) {}

  std::optional<Pieces> read() {
    if (!take(text_, "^")) return std::nullopt;
    while (text_ != "$") {
      if (text_.empty() || !take_piece()) return std::nullopt;
    }
    return std::move(pieces_);
  }

 private:
  bool take_piece() {
    if (take(text_, "(.*/)?")) return add_once(PieceKind::globstar);
    if (take(text_, "[^/]*")) return add_once(PieceKind::star);
    if (take(text_, "[^/]")) return add({PieceKind::not_slash});
    if (text_ == ".*$") {
      text_.remove_prefix(2);
      return add({PieceKind::line});
    }
    if (take(text_, "[")) {
      std::optional<RuneSet> set = take_class(text_);
      return set && add_set(std::move(*set));
    }
    if (take(text_, "\\")) {
      return !text_.empty() && is_punctuation(text_.front()) && add_rune(take_rune(text_));
    }
    constexpr std::string_view kOperators = "*+?.()|{}^$";
    return kOperators.find(text_.front()) == std::string_view::npos && add_rune(take_rune(text_));
  }

  bool add(Piece piece) {
    pieces_.push_back(piece);
    return true;
  }

  // Twice in a row is the same as once.
  bool add_once(PieceKind kind) {
    return (!pieces_.empty() && pieces_.back().kind == kind) || add({kind});
  }

  bool add_set(RuneSet set) {
    sets_.push_back(std::move(set));
    return add({PieceKind::set, static_cast<std::uint32_t>(sets_.size() - 1)});
  }

  // A regular expression takes an invalid byte for U+FFFD; a class does that, too.
  bool add_rune(std::uint32_t rune) {
    if (rune == utf8::kReplacement) return add_set({{{rune, rune}}});
    return add({PieceKind::rune, rune});
  }

  std::string_view text_;
  std::vector<RuneSet>& sets_;
  Pieces pieces_;
};

void add_runes(std::string_view text, Pieces& out) {
  while (!text.empty()) out.push_back({PieceKind::rune, take_rune(text)});
}

}  // namespace

bool RuneSet::contains(std::uint32_t code_point) const noexcept {
  const bool listed = std::any_of(ranges.begin(), ranges.end(), [&](const Alphabet::Range& range) {
    return range.first <= code_point && code_point <= range.second;
  });
  return listed != negated;
}

std::optional<Pieces> pieces_of(const Expression& expression, std::vector<RuneSet>& sets) {
  std::string_view text = expression.text;
  if (expression.kind == Expression::Kind::regexp) return RegexpReader(text, sets).read();
  // Bytes that are UTF-8 are found in a name only where its characters begin.
  if (!utf8::valid(text)) return std::nullopt;
  Pieces pieces;
  pieces.reserve(text.size() + 1);
  if (expression.kind == Expression::Kind::suffix) {
    pieces.push_back({take(text, "/") ? PieceKind::raw_globstar : PieceKind::rest});
  }
  add_runes(text, pieces);
  if (expression.kind == Expression::Kind::prefix) pieces.push_back({PieceKind::rest});
  return pieces;
}

}  // namespace tare
