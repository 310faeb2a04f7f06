#pragma once
/// A hash for tables of strings that are searched by string_view.

#include <cstddef>
#include <functional>
#include <string_view>

namespace gfetch::detail {

struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept {
    return std::hash<std::string_view>()(text);
  }
};

}  // namespace gfetch::detail
