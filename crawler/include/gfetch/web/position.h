#pragma once
/// Where in a body something stands.

#include <cstdint>

namespace gfetch::web {

/// Both from 1; a column counts characters. 0: it is not in the body, but in a
/// header.
struct Position {
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  bool operator==(const Position&) const = default;
};

}  // namespace gfetch::web
