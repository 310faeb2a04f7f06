#pragma once
/// Reads all sources of option values: the command line, the GFETCH_* variables
/// and the configuration file.

#include <span>

#include "cli/base/process_environment.h"
#include "cli/options/options.h"
#include "gfetch/net/result.h"
#include "gfetch/web/usage_error.h"

namespace gfetch {

/// Reads `arguments` (without the program's name), the GFETCH_* variables of
/// `environment`, the configuration file, and the proxy variables such as
/// http_proxy. A source overrules the sources after it in this list. Reads the
/// files that options name, which blocks the thread, so it must be called
/// before the run. The error is a sentence that names the option.
Result<Options, UsageError> parse_options(
    std::span<const char* const> arguments, const Environment& environment);

}  // namespace gfetch
