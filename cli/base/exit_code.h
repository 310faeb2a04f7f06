#pragma once
/// The exit codes that scripts rely on.

#include <span>
#include <string_view>

namespace gfetch {

enum ExitCode {
  kExitOk = 0,
  kExitFailedUrl = 1,
  kExitUsage = 2,
  kExitIo = 3,
  kExitStopped = 4,
  kExitBug = 70,
  kExitInterrupted = 130,
  kExitTerminated = 143,
};

struct ExitCodeSpec {
  ExitCode code;
  std::string_view meaning;  ///< a sentence for the help and the man page
};

/// Returns the table of all exit codes, in ascending order.
std::span<const ExitCodeSpec> exit_code_table();

}  // namespace gfetch
