#pragma once
/// What `-h` and `--help` print: renderings of the option table, and the texts
/// that they share with the man page.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/options/option_table.h"

namespace gfetch {

/// What the command is for, in a line.
inline constexpr std::string_view kTagline =
    "Fetch many URLs at once, and say what became of each.";

struct Example {
  std::string_view command;
  std::string_view purpose;
};

/// For the long help and the man page.
std::span<const Example> examples();

/// The lines that say how the command is called.
std::vector<std::string> usage_lines();

/// `-c, --concurrency N`, `--[no-]summary`.
std::string heading_of(const OptionSpec& spec);

/// One line for each option that is not hidden.
std::string short_help(std::span<const OptionSpec> table);

/// All there is to say, for a terminal of 80 columns.
std::string full_help(std::span<const OptionSpec> table);

}  // namespace gfetch
