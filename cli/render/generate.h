#pragma once
/// Generates the checked-in files: the man page and the completion scripts.
/// `gfetch --generate=WHAT` prints one of them, scripts/generate writes all.

#include <span>
#include <string>
#include <string_view>

#include "cli/options/option_table.h"

namespace gfetch {

/// Returns the text of man/gfetch.1, in the format of man(7).
std::string man_page(std::span<const OptionSpec> table,
                     std::string_view version);

/// Returns the text of completions/gfetch.bash.
std::string bash_completion(std::span<const OptionSpec> table);

/// Returns the text of completions/_gfetch, for zsh.
std::string zsh_completion(std::span<const OptionSpec> table);

/// Returns the text of completions/gfetch.fish.
std::string fish_completion(std::span<const OptionSpec> table);

/// Returns the text of the generated file that `rendering` names.
std::string generated(Rendering rendering, std::span<const OptionSpec> table);

}  // namespace gfetch
