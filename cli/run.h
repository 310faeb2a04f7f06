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

/// Fetches the list of `inputs` once, in `mode`, and reports every visit.
/// Bodies are saved in `folder`, unless it is null.
/// Blocks the calling fiber.
crawl::RunResult fetch_list(const Plan& plan, Mode mode,
                            std::shared_ptr<save::BodyFolder> folder,
                            std::vector<crawl::SeedInput> inputs,
                            crawl::Reporter& reporter, Console& console,
                            Signals& signals);

/// The list synchronously and asynchronously, `plan.runs` times in turn.
/// Blocks the calling fiber.
int compare(const Plan& plan, Console& console, Signals& signals);

/// Runs `plan` and returns the exit code. Needs a hub.
/// Blocks the calling fiber.
int run(Plan plan);

/// The exit code of a run that ended by `end`. `all_ok`: no visit failed.
int exit_code_of(crawl::RunEnd end, bool all_ok, const Signals& signals);

/// Prints why a run stopped early, if it did.
void explain(const crawl::RunResult& result, Console& console);

}  // namespace gfetch
