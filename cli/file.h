#pragma once
/// Reads the small files that options name.

#include <string>

#include "gfetch/engine/result.h"

namespace gfetch {

/// All of the file `path`, or of stdin when it is `-`; the error is a phrase:
/// `cannot read "x": No such file or directory`.
/// Never blocks a fiber: it is for the time before the run.
Result<std::string> read_file(const std::string& path);

}  // namespace gfetch
