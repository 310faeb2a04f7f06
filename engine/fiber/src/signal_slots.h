#pragma once
/// The signal handlers that hubs have set; see signal.h.

namespace gfetch::detail {

class Loop;

/// Removes the signal handlers of the hub of `loop`, which is about to end.
void release_signals(const Loop& loop) noexcept;

}  // namespace gfetch::detail
