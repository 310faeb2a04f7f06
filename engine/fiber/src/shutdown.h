#pragma once
/// The two ends of a hub's work: nothing is left to do, or all fibers are
/// killed.

#include "gfetch/fiber/clock.h"
#include "scheduler.h"

namespace gfetch::detail {

/// Lets the loop run from the main fiber until nothing is left to do; false
/// when `limit` passed first. Throws std::logic_error in any other fiber.
/// Blocks the calling fiber.
bool run_until_idle(Scheduler& scheduler, TimeLimit limit);

/// Kills all fibers, in several rounds since their cleaning up may block, and
/// names those that survive on stderr. Called by the main fiber, into which
/// nothing is thrown from here on.
/// Blocks the calling fiber.
void end_all_fibers(Scheduler& scheduler) noexcept;

}  // namespace gfetch::detail
