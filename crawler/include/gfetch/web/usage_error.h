#pragma once
/// Errors in a user's input, with sentences that say how to correct them.

#include <span>
#include <string>
#include <string_view>

namespace gfetch {

/// An error sentence for the user. A caller that knows the option prepends its
/// name.
struct UsageError {
  std::string message;
};

/// Returns the name in `known` that the user probably meant by `word`: the name
/// with the smallest edit distance (a swap of adjacent characters counts as one
/// edit), if the distance is at most a third of the length of `word`, or else a
/// name that starts with `word`. Empty when there is none.
std::string_view closest(std::string_view word,
                         std::span<const std::string_view> known);

/// Makes the error `unknown field "statuscode" (did you mean "status_code"?)`,
/// for which `what` is `field`. Lists all of `known` when closest() finds no
/// name.
UsageError unknown_name(std::string_view what, std::string_view word,
                        std::span<const std::string_view> known);

}  // namespace gfetch
