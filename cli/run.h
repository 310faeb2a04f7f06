#pragma once
/// Carries a plan out.

#include "cli/console.h"
#include "cli/plan.h"
#include "cli/signals.h"
#include "gfetch/crawl/reporter.h"

namespace gfetch {

/// Fetches the list of `inputs` once, in `mode`, and reports every visit.
/// Blocks the calling fiber.
crawl::RunResult fetch_list(const Plan& plan, Mode mode,
                            std::vector<crawl::SeedInput> inputs,
                            crawl::Reporter& reporter, Console& console,
                            Signals& signals);

/// The list synchronously and asynchronously, `plan.runs` times in turn.
/// Blocks the calling fiber.
int compare(const Plan& plan, Console& console, Signals& signals);

/// Carries `plan` out and gives the exit code. Needs a hub.
/// Blocks the calling fiber.
int run(Plan plan);

/// What the end of a run means for scripts. `all_ok`: no visit failed.
/// Never blocks.
int exit_code_of(crawl::RunEnd end, bool all_ok, const Signals& signals);

/// Says why a run ended before its end, or was no success.
/// Never blocks a fiber.
void explain(const crawl::RunResult& result, Console& console);

}  // namespace gfetch
