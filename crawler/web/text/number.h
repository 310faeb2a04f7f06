#pragma once
/// Functions that parse numbers.

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace gfetch::web {

/// Parses all of `text` as a number; nothing when a part of it is not a number.
template <class Number>
std::optional<Number> whole_number(std::string_view text) {
  Number value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data(), end, value);
  if (failure != std::errc() || rest != end) return std::nullopt;
  return value;
}

}  // namespace gfetch::web
