#pragma once
/// Detects stack overflows: an access to the guard area below a fiber's stack
/// ends the process with a message that names the fiber and the option for
/// larger stacks. Other faults are passed to the signal handlers that were set
/// before.

#include "gfetch/fiber/detail/fiber_state.h"

namespace gfetch::detail {

/// A function that calls die_of_stack_overflow() if `address` is in the guard
/// area of a stack, and otherwise returns. It must be async-signal-safe.
using OverflowCheck = void (*)(const void* address) noexcept;

/// Installs `check`, which is called for each memory fault from now on. Sets up
/// a signal stack for the current thread, and the signal handlers once for the
/// process.
void catch_stack_overflows(OverflowCheck check);

/// Prints that the stack of `fiber` overflowed, or that of the hub if `fiber`
/// is nullptr, and aborts the process. Async-signal-safe.
[[noreturn]] void die_of_stack_overflow(const FiberState* fiber) noexcept;

}  // namespace gfetch::detail
