#pragma once
/// The one truth about options. Each is declared once, in option_table.cc;
/// parsing, `-h`, `--help`, the man page and the completions of three shells
/// read this table and nothing else.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/options/options.h"

namespace gfetch {

/// One option. All text is static but the default's.
struct OptionSpec {
  char letter = 0;            ///< the `c` of `-c`; 0: it has none
  std::string_view name;      ///< the `concurrency` of `--concurrency`
  std::string_view negation;  ///< the `no-summary` of `--no-summary`, or empty
  std::string_view metavar;   ///< the `N` of `--concurrency N`; empty: a flag
  std::string_view group;     ///< the heading it stands under
  std::string_view summary;   ///< one line of help
  std::string_view detail;    ///< what follows it in the long forms
  std::string default_text;   ///< empty: there is none worth telling
  std::vector<std::string_view> choices;  ///< the only values, when not empty
  bool repeatable = false;        ///< every value counts, not only the last
  bool value_optional = false;    ///< `--netrc`, `--netrc=FILE`
  bool hidden = false;            ///< works, but no help mentions it
  bool in_environment = true;     ///< can be given as GFETCH_NAME
  std::vector<Command> only_for;  ///< the commands that know it; empty: all

  /// Stores a value; a flag is given `true` or `false`.
  std::function<std::optional<UsageError>(std::string_view value)> set;

  bool is_flag() const { return metavar.empty(); }
  bool known_to(Command command) const;
  /// `GFETCH_HOST_CONCURRENCY`.
  std::string environment_name() const;
};

/// Every option, group by group in the order of the help. Their setters write
/// into `options`, which outlives the table and gives the defaults.
std::vector<OptionSpec> option_table(Options& options);

struct CommandSpec {
  Command command;
  std::string_view name;
  std::string_view operands;  ///< `URL...`, or in brackets: it can do without
  std::string_view summary;
};

/// The commands, the default one first.
const std::vector<CommandSpec>& command_table();

}  // namespace gfetch
