#pragma once
/// A hash for tables of strings that are searched by string_view.

#include <cstddef>
#include <functional>
#include <string_view>

namespace gfetch::detail {

struct StringHash {
  using is_transparent = void;
  /// Not noexcept: libstdc++ then keeps the hash beside each string, and
  /// neither a lookup nor a growing table hashes the others once more.
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>()(text);
  }
};

}  // namespace gfetch::detail
