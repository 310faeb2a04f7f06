#pragma once
/// Converts a fault in a stack's guard page into a sentence that names the
/// fiber whose stack was too small, and the remedy. Other faults go to the
/// handlers that were set before.

#include "gfetch/fiber/detail/fiber_state.h"

namespace gfetch::detail {

/// Ends the process by die_of_stack_overflow() when a stack's guard page is at
/// `address`; returns otherwise. Async-signal-safe.
using OverflowCheck = void (*)(const void* address) noexcept;

/// Calls `check` at each fault from now on: provides the signal stack of this
/// thread, and sets the handlers once for the process.
void catch_stack_overflows(OverflowCheck check);

/// Prints that the stack of `fiber` (nullptr: of the hub) overflowed, and
/// aborts. Async-signal-safe.
[[noreturn]] void die_of_stack_overflow(const FiberState* fiber) noexcept;

}  // namespace gfetch::detail
