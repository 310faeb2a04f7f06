#pragma once
/// Renders the short and the long help from the option table, and provides the
/// texts that the help shares with the man page.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/options/option_table.h"

namespace gfetch {

/// The purpose of gfetch, in one line.
inline constexpr std::string_view kTagline =
    "Fetch many URLs at once, and say what became of each.";

struct Example {
  std::string_view command;
  std::string_view purpose;
};

/// Returns the examples of the long help and of the man page.
std::span<const Example> examples();

/// Returns the usage lines, one for each command.
std::vector<std::string> usage_lines();

/// Returns the heading of an option: `-c, --concurrency N` or `--[no-]summary`.
std::string heading_of(const OptionSpec& spec);

/// Returns the text of `-h`: one line for each option that is not hidden.
std::string short_help(std::span<const OptionSpec> table);

/// Returns the text of `--help`: all details, for a terminal of 80 columns.
std::string full_help(std::span<const OptionSpec> table);

}  // namespace gfetch
