#pragma once

#include <string>
#include <string_view>

namespace cli {

/// What a piece of text is, and so how it looks on a terminal.
enum class Ink {
  plain,
  heading,
  sent,      ///< a bar of what is sent
  excluded,  ///< a bar of what is not
  faint,     ///< where something comes from
  advice,    ///< what there is to write
  error,     ///< how much a finding matters
  warning,
  note,
};

/// Colours, or none. Only those that every terminal has, on a light or a dark ground.
class Palette {
 public:
  /// When to use colours. `automatic`: on a terminal that knows them, unless NO_COLOR says no.
  enum class When { automatic, always, never };

  /// No colours.
  Palette() = default;
  /// For what is written to `fd`.
  Palette(When when, int fd);

  [[nodiscard]] std::string paint(std::string_view text, Ink ink) const;

 private:
  bool colors_ = false;
};

}  // namespace cli
