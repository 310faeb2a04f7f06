#pragma once
/// Switching stacks: Boost.Context's jump, with what it leaves out. Each
/// context keeps its own part of the C++ exception state and errno, and the
/// sanitizers are told of every switch.

#include "gfetch/engine/detail/fiber_core.h"

namespace gfetch::detail {

using ContextEntry = void (*)(void* arg);

/// Makes `context` call `entry(arg)` on `stack` when first switched to. The
/// entry must not return nor throw: it ends with leave_context.
void make_context(Context& context, Stack stack, ContextEntry entry, void* arg);

/// Makes `context` stand for the thread's own stack, as it runs.
void adopt_thread(Context& context);

/// Goes on in `to`; returns when someone switches to `from`.
void switch_context(Context& from, Context& to);

/// Goes on in `to` for good.
[[noreturn]] void leave_context(Context& from, Context& to);

/// Forgets a context that was left, or was never switched to.
void destroy_context(Context& context) noexcept;

}  // namespace gfetch::detail
