#pragma once
/// The error of a write to a file or a pipe.

#include <string>

namespace gfetch::save {

/// The reason why a record or a body was not written. The error ends the run,
/// because what was not written must not count as done.
struct WriteError {
  enum class Cause {
    /// The reader closed the pipe (EPIPE); the run ends without a message.
    kReaderGone,
    kFailed,  ///< disk full, quota or I/O error; exit code 3
  };

  Cause cause = Cause::kFailed;
  std::string message;  ///< a sentence: `cannot write out.jsonl: No space …`
};

}  // namespace gfetch::save
