#pragma once
/// Counts the lines and characters of a UTF-8 text that arrives in pieces.

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "gfetch/web/position.h"

namespace gfetch::web {

class PositionCounter {
 public:
  /// Returns the position after all text counted so far.
  Position position() const { return position_; }

  /// Counts the lines and characters of `text`, the next piece.
  void advance(std::string_view text) {
    for (auto end = text.find('\n'); end != text.npos; end = text.find('\n')) {
      ++position_.line;
      position_.column = 1;
      text.remove_prefix(end + 1);
    }
    // Every byte starts a character, except continuation bytes, 10xxxxxx.
    position_.column += static_cast<std::uint32_t>(std::ranges::count_if(
        text, [](char c) { return static_cast<signed char>(c) >= -0x40; }));
  }

 private:
  Position position_{1, 1};
};

}  // namespace gfetch::web
