#pragma once
/// Errors in what a user typed, with sentences that say how to correct them.

#include <span>
#include <string>
#include <string_view>

namespace gfetch {

/// A sentence for the user. The caller that knows the option prepends its name.
struct UsageError {
  std::string message;
};

/// The name in `known` that `word` was probably meant to be: the one with the
/// smallest edit distance, if that is at most a third of the length of `word`
/// (a swap of neighbours counts once), else a name that starts with `word`.
/// Empty when there is none.
std::string_view closest(std::string_view word,
                         std::span<const std::string_view> known);

/// Makes the error `unknown field "statuscode" (did you mean "status_code"?)`,
/// where `what` is `field`. Lists all of `known` when closest() finds none.
UsageError unknown_name(std::string_view what, std::string_view word,
                        std::span<const std::string_view> known);

}  // namespace gfetch
