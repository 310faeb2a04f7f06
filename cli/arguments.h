#pragma once
/// The words of a command line, sorted into options with their values and
/// what is left: the syntax of getopt_long, by a table of options.
///
///   -c 8   -c8   --concurrency 8   --concurrency=8   -qv   -L   --   URL
///   --netrc   --netrc=FILE
///
/// Written here because CLI11 2.1.2 takes `--user-agent= URL` for an agent
/// called URL.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/option_table.h"
#include "gfetch/net/result.h"
#include "gfetch/web/usage_error.h"

namespace gfetch {

/// One option as it was given, or one word that belongs to none.
struct Argument {
  const OptionSpec* spec = nullptr;  ///< null: a word that is no option
  std::string spelling;              ///< `-c` or `--concurrency`, for messages
  std::string value;                 ///< of a flag `true` or `false`
};

/// Sorts `words`. The result points into `table`.
/// Never blocks.
Result<std::vector<Argument>, UsageError> sort_arguments(
    std::span<const OptionSpec> table, std::span<const char* const> words);

}  // namespace gfetch
