#pragma once
/// Opens the lists of URLs that the options name.

#include "cli/base/process_environment.h"
#include "cli/options/options.h"
#include "cli/options/plan.h"
#include "gfetch/net/result.h"
#include "gfetch/web/usage_error.h"

namespace gfetch {

/// Opens the lists that `options` name, or reads them into memory for a
/// comparison, and stores them in `plan`, which already has the URLs of the
/// command line. Without a URL and a list, stdin is the list. Blocks the
/// thread, so it must be called before the run.
Result<void, UsageError> open_inputs(const Options& options,
                                     const ProcessEnvironment& process,
                                     Plan& plan);

}  // namespace gfetch
