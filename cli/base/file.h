#pragma once
/// Reads and writes small files that options name.

#include <string>
#include <string_view>

#include "gfetch/net/result.h"

namespace gfetch {

/// Returns the contents of the file `path`, or of stdin if `path` is `-`. The
/// file may hold orders or secrets (options, headers, logins, certificates,
/// bodies), so a file that another user may have put into a shared folder is an
/// error (save/shared_folder.h). The error is a phrase:
/// `cannot read "x": No such file or directory`. Blocks the thread, so it must
/// be called before the run.
Result<std::string> read_file(const std::string& path);

/// Returns the contents of a list of URLs as read_file() does, also from a file
/// of another user: a list holds neither orders nor secrets.
Result<std::string> read_list_file(const std::string& path);

/// Returns the contents of the state file `path`, which an earlier run wrote;
/// empty when there is none, or for /dev/null. A file that another user may
/// have put into a shared folder is an error, and so is a pipe or a device: it
/// is never waited for. Blocks the thread only for the disk.
Result<std::string> read_state_file(const std::string& path);

/// Writes `text` to the descriptor `fd`. Returns false with errno if that
/// fails, or if the reader of a pipe or a terminal takes nothing for two
/// seconds: nobody could end the process by a deadline or a signal meanwhile.
/// Blocks the thread.
bool write_in_time(int fd, std::string_view text);

/// Writes `text` to the file `path`, which only the user may read. A regular
/// file is replaced completely or not at all; a symbolic link keeps its name,
/// and its target is replaced. A device or a pipe is written to. The error is a
/// phrase. A file or a link that another user may have put into a shared folder
/// is an error. Blocks the thread, so it must be called after the run.
Result<void> write_private_file(const std::string& path,
                                const std::string& text);

}  // namespace gfetch
