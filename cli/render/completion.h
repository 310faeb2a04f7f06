#pragma once
/// The common parts of the completion scripts for all three shells.

#include <string>
#include <string_view>
#include <vector>

#include "cli/options/option_table.h"

namespace gfetch {

/// The comment at the start of a generated file.
inline constexpr std::string_view kGeneratedNote =
    "# Made by scripts/generate from the option table; do not edit.\n";

/// The kind of words that a shell offers as an option's value.
enum class Hint { kNothing, kFile, kAtFile, kChoices };

Hint hint_of(const OptionSpec& spec);

/// Returns all spellings of an option: `-c`, `--concurrency`, `--no-…`.
std::vector<std::string> spellings(const OptionSpec& spec);

/// Returns the names of the commands.
std::vector<std::string_view> command_names();

}  // namespace gfetch
