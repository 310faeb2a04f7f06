#pragma once
/// The short and the long help, rendered from the option table, and the texts
/// that they share with the man page.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/options/option_table.h"

namespace gfetch {

/// The purpose of gfetch, in a line.
inline constexpr std::string_view kTagline =
    "Fetch many URLs at once, and say what became of each.";

struct Example {
  std::string_view command;
  std::string_view purpose;
};

/// The examples of the long help and the man page.
std::span<const Example> examples();

/// The usage lines, one for each command.
std::vector<std::string> usage_lines();

/// The heading of an option: `-c, --concurrency N`, `--[no-]summary`.
std::string heading_of(const OptionSpec& spec);

/// The text of `-h`: one line for each option that is not hidden.
std::string short_help(std::span<const OptionSpec> table);

/// The text of `--help`: all details, for a terminal of 80 columns.
std::string full_help(std::span<const OptionSpec> table);

}  // namespace gfetch
