#pragma once
/// "Did you mean …?": the nearest of the words that would have been right.

#include <cstddef>
#include <span>
#include <string_view>

namespace gfetch {

/// How many insertions, deletions, replacements and swaps of neighbours turn
/// `left` into `right`.
/// Never blocks.
std::size_t edit_distance(std::string_view left, std::string_view right);

/// The word that `typed` most probably stands for: the nearest within a third
/// of its length, or the only one that begins with it; empty when there is
/// none.
/// Never blocks.
std::string_view nearest(std::string_view typed,
                         std::span<const std::string_view> words);

}  // namespace gfetch
