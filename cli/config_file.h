#pragma once
/// The configuration file: TOML in which the keys are the long names of
/// options.
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

/// A setting of the configuration file: one key and its values.
struct Setting {
  std::string name;
  std::vector<std::string> values;  ///< one value, or the values of a list
  std::string where;                ///< the setting's place, as `config.toml:3`
};

/// Parses `text`, the contents of the file `name`. The error names the line.
Result<std::vector<Setting>, UsageError> parse_config(std::string_view text,
                                                      std::string_view name);

/// Returns the path of the default configuration file:
/// `$XDG_CONFIG_HOME/gfetch/config.toml`, or else the same path in `~/.config`.
/// Empty when neither variable is set.
std::string default_config_path(const Environment& environment);

}  // namespace gfetch
