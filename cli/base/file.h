#pragma once
/// Reads and writes small files that options name.

#include <string>

#include "gfetch/net/result.h"

namespace gfetch {

/// Returns the contents of the file `path`, or of stdin if `path` is `-`. The
/// error is a phrase: `cannot read "x": No such file or directory`. Blocks the
/// thread, so it must be called before the run.
Result<std::string> read_file(const std::string& path);

/// Writes `text` to the file `path`, which only the user may read. A regular
/// file is replaced completely or not at all; a symbolic link keeps its name,
/// and its target is replaced. A device or a pipe is written to. The error is a
/// phrase. Blocks the thread, so it must be called after the run.
Result<void> write_private_file(const std::string& path,
                                const std::string& text);

}  // namespace gfetch
