#include "palette.hpp"

#include <fmt/color.h>

#include <cstdlib>

#include "terminal.hpp"

namespace cli {
namespace {

fmt::text_style style_of(Ink ink) {
  switch (ink) {
    case Ink::plain:
      break;
    case Ink::heading:
      return fmt::emphasis::bold;
    case Ink::sent:
      return fmt::fg(fmt::terminal_color::green);
    case Ink::excluded:
    case Ink::faint:
      return fmt::emphasis::faint;
    case Ink::advice:
      return fmt::emphasis::bold | fmt::fg(fmt::terminal_color::magenta);
    case Ink::error:
      return fmt::emphasis::bold | fmt::fg(fmt::terminal_color::red);
    case Ink::warning:
      return fmt::fg(fmt::terminal_color::yellow);
    case Ink::note:
      return fmt::fg(fmt::terminal_color::cyan);
  }
  return {};
}

bool wants_none() {
  const char* value = std::getenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe): nobody sets it
  return value != nullptr && *value != '\0';
}

}  // namespace

Palette::Palette(When when, int fd)
    : colors_(when == When::always ||
              (when == When::automatic && !wants_none() && redrawable_columns_of(fd))) {}

std::string Palette::paint(std::string_view text, Ink ink) const {
  if (!colors_ || ink == Ink::plain || text.empty()) return std::string(text);
  return fmt::format(style_of(ink), "{}", text);
}

}  // namespace cli
