#pragma once
/// A position in the text of a body.

#include <cstdint>

namespace gfetch::web {

/// A line and a column, both from 1; columns count characters. Both are 0 for a
/// finding in a header.
struct Position {
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  bool operator==(const Position&) const = default;
};

}  // namespace gfetch::web
