#pragma once
/// Why bytes did not reach the file or the reader that they were for.

#include <string>

namespace gfetch::save {

/// Why a record did not reach its reader. It ends the run: what was not
/// written must not count as done.
struct WriteError {
  enum class Cause {
    kReaderGone,  ///< the reader closed its end (EPIPE): the run ends quietly
    kFailed,      ///< disk full, quota, I/O error: exit 3
  };

  Cause cause = Cause::kFailed;
  std::string message;  ///< a sentence: `cannot write out.jsonl: No space …`
};

}  // namespace gfetch::save
