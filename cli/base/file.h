#pragma once
/// Reads the small files that options name.

#include <string>

#include "gfetch/net/result.h"

namespace gfetch {

/// All of the file `path`, or of stdin when it is `-`; the error is a phrase:
/// `cannot read "x": No such file or directory`. Blocks the thread: call it
/// before the run.
Result<std::string> read_file(const std::string& path);

/// Writes `text` to the file `path`, whole or not at all, for nobody else to
/// read; the error is a phrase. Blocks the thread: call it after the run.
Result<void> write_private_file(const std::string& path,
                                const std::string& text);

}  // namespace gfetch
