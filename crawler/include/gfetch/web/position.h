#pragma once
/// A position in a body.

#include <cstdint>

namespace gfetch::web {

/// Line and column, both from 1; columns count characters. Both are 0 for what
/// was found in a header field.
struct Position {
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  bool operator==(const Position&) const = default;
};

}  // namespace gfetch::web
