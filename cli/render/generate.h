#pragma once
/// Generates the files that are checked in: the man page and the completions.
/// `gfetch --generate=WHAT` prints one, scripts/generate writes all.

#include <span>
#include <string>
#include <string_view>

#include "cli/options/option_table.h"

namespace gfetch {

/// The text of man/gfetch.1, in man(7).
std::string man_page(std::span<const OptionSpec> table,
                     std::string_view version);

/// The text of completions/gfetch.bash.
std::string bash_completion(std::span<const OptionSpec> table);

/// The text of completions/_gfetch.
std::string zsh_completion(std::span<const OptionSpec> table);

/// The text of completions/gfetch.fish.
std::string fish_completion(std::span<const OptionSpec> table);

/// The text of the file that `rendering` names.
std::string generated(Rendering rendering, std::span<const OptionSpec> table);

}  // namespace gfetch
