#pragma once
/// Sorts the words of a command line into options with their values and
/// operands, by a table of options. CLI11 does the parsing; the syntax is that
/// of getopt_long:
///
///   -c 8   -c8   --concurrency 8   --concurrency=8   -qv   -L   --   URL
///   --netrc   --netrc=FILE
///
/// Values are not checked here, but by the option table. The result keeps the
/// order of the words and the spelling of each option, for error messages.

#include <span>
#include <string>
#include <vector>

#include "cli/options/option_table.h"
#include "gfetch/net/result.h"
#include "gfetch/web/usage_error.h"

namespace gfetch {

/// An option with its value, or an operand.
struct Argument {
  /// The option's entry in the table; null: an operand.
  const OptionSpec* spec = nullptr;
  std::string spelling;  ///< the typed spelling: `-c` or `--concurrency`
  std::string value;     ///< the option's value; for a flag `true` or `false`
};

/// Sorts `words` and keeps their order. The result points into `table`. The
/// error is a sentence about the first unknown option, or else about an option
/// without its value.
Result<std::vector<Argument>, UsageError> sort_arguments(
    std::span<const OptionSpec> table, std::span<const char* const> words);

}  // namespace gfetch
