#pragma once
/// The ways in which a hub's work ends: the hub becomes idle, or its fibers are
/// killed.

#include "gfetch/fiber/clock.h"
#include "scheduler.h"

namespace gfetch::detail {

/// Runs the other fibers until the hub is idle. Returns false if `limit`
/// expired first. Throws std::logic_error unless the main fiber calls it.
/// Blocks the calling fiber.
bool run_until_idle(Scheduler& scheduler, TimeLimit limit);

/// Does what gfetch::shutdown() does.
/// Blocks the calling fiber.
bool kill_others(Scheduler& scheduler, TimeLimit limit);

/// Ends all work of the hub: kills all fibers, in several rounds because their
/// destructors may block; unwinds greenlets; drops posted functions, and the
/// main fiber's locals. Must be called by the main fiber, whose own kills and
/// Timeouts are deferred from here on. Other threads may still post, so that a
/// destructor can wait for one. Blocks the calling fiber.
void end_all_work(Scheduler& scheduler) noexcept;

/// Ends what end_all_work() and the hub have left: callbacks, objects to
/// destroy, and posts, of which none is accepted from here on. Abandons the
/// fibers that have not ended, and reports them on stderr. Blocks the calling
/// fiber.
void end_posts(Scheduler& scheduler) noexcept;

}  // namespace gfetch::detail
