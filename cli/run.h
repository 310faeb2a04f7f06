#pragma once
/// Runs a plan.

#include <memory>
#include <vector>

#include "cli/options/plan.h"
#include "cli/terminal/console.h"
#include "cli/terminal/signals.h"
#include "gfetch/crawl/reporter.h"
#include "gfetch/crawl/run.h"
#include "gfetch/crawl/seed_input.h"
#include "gfetch/save/body_folder.h"

namespace gfetch {

/// Fetches the list `inputs` once, in `mode`, and reports every visit. Bodies
/// are saved in `folder`, unless it is null. Blocks the calling fiber until the
/// list is fetched.
crawl::RunResult fetch_list(const Plan& plan, Mode mode,
                            std::shared_ptr<save::BodyFolder> folder,
                            std::vector<crawl::SeedInput> inputs,
                            crawl::Reporter& reporter, Console& console,
                            Signals& signals);

/// Fetches the list alternately in the synchronous and the asynchronous mode,
/// `plan.runs` times each, and prints the comparison. Returns the exit code.
/// Blocks the calling fiber until the comparison is over.
int compare(const Plan& plan, Console& console, Signals& signals);

/// Runs `plan` and returns the exit code. Requires a hub. Blocks the calling
/// fiber until the run is over.
int run(Plan plan);

/// Returns the exit code of a run that ended by `end`. `all_ok` is true if no
/// visit failed.
int exit_code_of(crawl::RunEnd end, bool all_ok, const Signals& signals);

/// Prints the reason for the early end of a run, if it ended early.
void explain(const crawl::RunResult& result, Console& console);

}  // namespace gfetch
