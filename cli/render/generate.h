#pragma once
/// The files that are made from the option table and checked in: man page and
/// completions. `gfetch --generate=WHAT` prints one, scripts/generate writes
/// all.

#include <span>
#include <string>
#include <string_view>

#include "cli/options/option_table.h"

namespace gfetch {

/// gfetch.1, in man(7).
std::string man_page(std::span<const OptionSpec> table,
                     std::string_view version);

/// completions/gfetch.bash
std::string bash_completion(std::span<const OptionSpec> table);

/// completions/_gfetch
std::string zsh_completion(std::span<const OptionSpec> table);

/// completions/gfetch.fish
std::string fish_completion(std::span<const OptionSpec> table);

/// Any of them.
std::string generated(Rendering rendering, std::span<const OptionSpec> table);

}  // namespace gfetch
