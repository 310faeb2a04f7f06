#pragma once
/// The configuration file: TOML whose keys are the long names of options.
///
///   concurrency = 200
///   retry-on = ["dns", "429"]      # a list, for options that take one
///   header = ["Accept: text/html"] # each is given by itself
///   summary = false

#include <string>
#include <string_view>
#include <vector>

#include "cli/base/process_environment.h"
#include "gfetch/net/result.h"
#include "gfetch/web/usage_error.h"

namespace gfetch {

/// One key of the file.
struct Setting {
  std::string name;
  std::vector<std::string> values;  ///< more than one only for a list
  std::string where;                ///< `config.toml:3`
};

/// Reads the text of a file called `name`. The error names the line.
Result<std::vector<Setting>, UsageError> parse_config(std::string_view text,
                                                      std::string_view name);

/// The path of the file when no option names one:
/// `$XDG_CONFIG_HOME/gfetch/config.toml`, or in `~/.config`. Empty when neither
/// variable is set.
std::string default_config_path(const Environment& environment);

}  // namespace gfetch
