#pragma once
/// The words of a command line, sorted by CLI11 into options with their values
/// and operands: the syntax of getopt_long, by a table of options.
///
///   -c 8   -c8   --concurrency 8   --concurrency=8   -qv   -L   --   URL
///   --netrc   --netrc=FILE
///
/// CLI11 sorts and does nothing else. Values are checked by the option table,
/// and this keeps the order of the words and the spelling of each option, which
/// messages quote.

#include <span>
#include <string>
#include <vector>

#include "cli/options/option_table.h"
#include "gfetch/net/result.h"
#include "gfetch/web/usage_error.h"

namespace gfetch {

/// One option with its value, or one operand.
struct Argument {
  const OptionSpec* spec = nullptr;  ///< null: an operand
  std::string spelling;              ///< `-c` or `--concurrency`, for messages
  std::string value;                 ///< `true` or `false` for a flag
};

/// Sorts `words`, in their order. The result points into `table`. The error is
/// one sentence about the first word that is an unknown option, or else about
/// an option that lacks its value.
Result<std::vector<Argument>, UsageError> sort_arguments(
    std::span<const OptionSpec> table, std::span<const char* const> words);

}  // namespace gfetch
