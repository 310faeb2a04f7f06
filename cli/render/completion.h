#pragma once
/// Parts that the completions of all three shells have in common.

#include <string>
#include <string_view>
#include <vector>

#include "cli/options/option_table.h"

namespace gfetch {

/// The comment at the head of a generated file.
inline constexpr std::string_view kGeneratedNote =
    "# Made by scripts/generate from the option table; do not edit.\n";

/// The words that a shell offers as an option's value.
enum class Hint { kNothing, kFile, kAtFile, kChoices };

Hint hint_of(const OptionSpec& spec);

/// Every spelling of an option: `-c`, `--concurrency`, `--no-…`.
std::vector<std::string> spellings(const OptionSpec& spec);

/// The names of the commands.
std::vector<std::string_view> command_names();

}  // namespace gfetch
