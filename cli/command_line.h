#pragma once
/// Reads everything that sets options: the command line, the GFETCH_*
/// variables and the configuration file.

#include <span>

#include "cli/base/process_environment.h"
#include "cli/options/options.h"
#include "gfetch/net/result.h"
#include "gfetch/web/usage_error.h"

namespace gfetch {

/// Reads `arguments` (without the program's name), the GFETCH_* variables of
/// `environment`, the configuration file, and http_proxy and its like; each
/// wins over those that come after it. The error is one sentence that names
/// the option. Reads the files that options name; blocks the thread, not a
/// fiber, so call it before the run.
Result<Options, UsageError> parse_options(
    std::span<const char* const> arguments, const Environment& environment);

}  // namespace gfetch
