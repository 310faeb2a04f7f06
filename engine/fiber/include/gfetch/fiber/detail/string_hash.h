#pragma once
/// A transparent hash: unordered containers with std::string keys can be
/// searched by a string_view.

#include <cstddef>
#include <functional>
#include <string_view>

namespace gfetch::detail {

struct StringHash {
  using is_transparent = void;
  /// Hashes a string. It is not noexcept on purpose: libstdc++ then stores the
  /// hash with each key, and need not hash keys again when it searches or grows
  /// a table.
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>()(text);
  }
};

}  // namespace gfetch::detail
