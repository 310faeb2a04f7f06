#include "cli/base/exit_code.h"

#include <array>

namespace gfetch {

std::span<const ExitCodeSpec> exit_code_table() {
  static constexpr std::array<ExitCodeSpec, 8> kTable{
      {{kExitOk, "Every URL succeeded."},
       {kExitFailedUrl, "Some URL failed."},
       {kExitUsage, "The command line, or a file that it names, is wrong."},
       {kExitIo, "Output could not be written, or input not be read."},
       {kExitStopped,
        "Stopped before the end by --deadline, --max-failures or "
        "--fail-early."},
       {kExitBug, "A bug in gfetch."},
       {kExitInterrupted, "Interrupted by SIGINT or SIGQUIT."},
       {kExitTerminated, "Terminated by SIGTERM."}}};
  return kTable;
}

}  // namespace gfetch
