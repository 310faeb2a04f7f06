#pragma once
/// Makes errors about the files that options name.

#include <string>
#include <string_view>

#include "cli/options/options.h"
#include "gfetch/net/error.h"
#include "gfetch/web/usage_error.h"

namespace gfetch {

/// Prefixes `error` with the spelling of the option `name` in `options`: `-i:
/// cannot read "x"`.
UsageError error_of(std::string_view name, const Options& options,
                    const Error& error);

/// Prefixes `error` with the name of the file: `"x": not in PEM form`.
Error in_file(const std::string& path, const Error& error);

}  // namespace gfetch
