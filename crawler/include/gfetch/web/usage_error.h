#pragma once
/// What a user typed and gfetch cannot take, said so that it can be mended.

#include <span>
#include <string>
#include <string_view>

namespace gfetch {

/// A sentence for the user; whoever knows the option puts its name in front.
struct UsageError {
  std::string message;
};

/// The one of `known` that `word` was probably meant to be: at most a third of
/// it mistyped (a swap of neighbours counts once), or its beginning. Empty when
/// nothing is near.
/// Never blocks.
std::string_view closest(std::string_view word,
                         std::span<const std::string_view> known);

/// `unknown field "statuscode" (did you mean "status_code"?)`, `what` being
/// `field`; when nothing is near, all that is known.
/// Never blocks.
UsageError unknown_name(std::string_view what, std::string_view word,
                        std::span<const std::string_view> known);

}  // namespace gfetch
