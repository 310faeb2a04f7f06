#pragma once
/// The life of a context: a stack and what runs on it. context_switch.h is how
/// one goes on in place of another.

#include "gfetch/fiber/detail/fiber_core.h"

namespace gfetch::detail {

using ContextEntry = void (*)(void* arg);

/// Makes `context` call `entry(arg)` on `stack` when first switched to. The
/// entry must not return nor throw: it ends with leave_context.
void make_context(Context& context, Stack stack, ContextEntry entry, void* arg);

/// Makes `context` stand for the thread's own stack, as it runs.
void adopt_thread(Context& context);

/// Forgets a context that was left, or was never switched to.
void destroy_context(Context& context) noexcept;

}  // namespace gfetch::detail
