#pragma once
/// What a function template returns whose arguments are wrong, so that its
/// static_assert is the only error: the code that uses the result is right.

namespace gfetch::detail {

/// Converts to everything.
struct Mistake {
  template <class T>
  operator T() const;
};

}  // namespace gfetch::detail
