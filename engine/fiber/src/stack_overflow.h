#pragma once
/// A fault in a stack's guard page becomes a sentence that says which fiber's
/// stack was too small, and what to do. Other faults go where they went.

namespace gfetch::detail {

class FiberCore;

/// For this thread; the handlers are set once for the process.
void catch_stack_overflows();

/// Says that the stack of `fiber` (the hub's, when null) overflowed, and
/// aborts. Async-signal-safe.
[[noreturn]] void die_of_stack_overflow(const FiberCore* fiber) noexcept;

}  // namespace gfetch::detail
