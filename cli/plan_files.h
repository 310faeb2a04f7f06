#pragma once
/// The files that a plan needs before the run: its lists, what it is to know,
/// and what libcurl will read.

#include "cli/options/options.h"
#include "cli/plan.h"
#include "cli/process_environment.h"
#include "gfetch/net/result.h"
#include "gfetch/web/usage_error.h"

namespace gfetch {

/// Opens the lists of `options` for `plan`, or reads them for a comparison;
/// with no URL at all, stdin is one.
/// Never blocks a fiber: it is for the time before the run.
Result<void, UsageError> take_inputs(const Options& options,
                                     const ProcessEnvironment& process,
                                     Plan& plan);

/// Reads what visits are to know beforehand: logins, and hosts of https only.
/// Never blocks a fiber: it is for the time before the run.
Result<void, UsageError> read_knowledge(const Options& options,
                                        const ProcessEnvironment& process,
                                        Plan& plan);

/// Reads the client's certificate for `plan.http`, and whether its other files
/// can be read: libcurl would find out with the first URL, or take a lack of
/// descriptors for a lack of trust.
/// Never blocks a fiber: it is for the time before the run.
Result<void, UsageError> read_trust(const Options& options, Plan& plan);

}  // namespace gfetch
