#pragma once
/// The exit codes that scripts rely on.

namespace gfetch {

enum ExitCode {
  kExitOk = 0,         ///< every URL succeeded
  kExitFailedUrl = 1,  ///< some URL failed
  kExitUsage = 2,      ///< the command line or a file it names is wrong
  kExitIo = 3,         ///< output or state could not be written or read
  kExitStopped = 4,    ///< deadline, --max-failures or --fail-early
  kExitBug = 70,       ///< gfetch is at fault
  kExitInterrupted = 130,
  kExitTerminated = 143,
};

}  // namespace gfetch
