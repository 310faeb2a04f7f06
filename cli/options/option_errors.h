#pragma once
/// Errors about the files that options name.

#include <string>
#include <string_view>

#include "cli/options/options.h"
#include "gfetch/net/error.h"
#include "gfetch/web/usage_error.h"

namespace gfetch {

/// `-i: cannot read "x"`: `error` with the spelling by which the option called
/// `name` was given.
UsageError error_of(std::string_view name, const Options& options,
                    const Error& error);

/// `"x": not in PEM form`: `error` with the file that it is about.
Error in_file(const std::string& path, const Error& error);

}  // namespace gfetch
