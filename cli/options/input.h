#pragma once
/// Opens the lists of URLs.

#include "cli/base/process_environment.h"
#include "cli/options/options.h"
#include "cli/options/plan.h"
#include "gfetch/net/result.h"
#include "gfetch/web/usage_error.h"

namespace gfetch {

/// Opens the lists that `options` name, or reads them for a comparison, and
/// stores them in `plan`, which has the URLs already. Without a URL and a list,
/// stdin is the list. Blocks the thread: call it before the run.
Result<void, UsageError> open_inputs(const Options& options,
                                     const ProcessEnvironment& process,
                                     Plan& plan);

}  // namespace gfetch
