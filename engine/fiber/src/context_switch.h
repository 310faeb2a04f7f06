#pragma once
/// Making contexts, and switching between them: Boost.Context's jump, and the
/// work that it leaves to its caller. Each context keeps its own part of the
/// C++ exception state and errno, and the sanitizers are told of every switch.
///
/// The switch is inline: after it the processor predicts the returns of the old
/// stack, so each return that follows costs some 5 ns. There should be few
/// between a fiber and its switch.

#include <boost/context/detail/fcontext.hpp>
#include <exception>

#include "gfetch/fiber/detail/context.h"
#include "sanitizers.h"

#ifdef GFETCH_ASAN
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef GFETCH_TSAN
#include <sanitizer/tsan_interface.h>
#endif

namespace gfetch::detail {

// The layout that the Itanium C++ ABI gives to __cxa_eh_globals. The jump
// functions of every Boost version leave it alone (from 1.88 on the wrapper
// classes, which are not used here, save it too).
struct EhGlobals {
  void* caught_exceptions;
  unsigned uncaught_exceptions;
};

// They are looked up once, since a context never leaves its thread.
inline EhGlobals& globals_of(const Context& context) noexcept {
  return *static_cast<EhGlobals*>(context.exception_globals);
}

// The argument of a jump; it is on the stack that is left.
struct Jump {
  Context* from;
  Context* to;
};

inline void start_switch([[maybe_unused]] void** fake_stack,
                         [[maybe_unused]] const Context& to) {
#ifdef GFETCH_ASAN
  __sanitizer_start_switch_fiber(fake_stack, to.stack.bottom, to.stack.bytes);
#endif
}

// Runs on the new stack, after a jump. The bounds of the thread's own stack are
// learned when it is left for the first time.
inline void finish_switch(const boost::context::detail::transfer_t& transfer,
                          [[maybe_unused]] void* fake_stack) {
  Context& from = *static_cast<Jump*>(transfer.data)->from;
  from.machine = transfer.fctx;
#ifdef GFETCH_ASAN
  const void* bottom = nullptr;
  std::size_t bytes = 0;
  __sanitizer_finish_switch_fiber(fake_stack, &bottom, &bytes);
  if (from.stack.bottom == nullptr) {
    from.stack.bottom =
        const_cast<std::byte*>(static_cast<const std::byte*>(bottom));
    from.stack.bytes = bytes;
  }
#endif
}

// ThreadSanitizer keeps a shadow of the call stack for each context. The
// function between switching the shadow and switching the stack would be
// entered in one and left in the other, if it were instrumented.
#ifdef GFETCH_TSAN
#ifdef __clang__
__attribute__((disable_sanitizer_instrumentation))
#endif
__attribute__((noinline, no_sanitize("thread")))
#endif
inline boost::context::detail::transfer_t
jump(void* machine, Jump* travel, [[maybe_unused]] void* tsan_fiber) {
#ifdef GFETCH_TSAN
  __tsan_switch_to_fiber(tsan_fiber, 0);
#endif
  return boost::context::detail::jump_fcontext(machine, travel);
}

using ContextEntry = void (*)(void* arg);

/// Makes `context` call `entry(arg)` on `stack` when it is first switched to.
/// The entry must neither return nor throw: it ends with leave_context.
void make_context(Context& context, Stack stack, ContextEntry entry, void* arg);

/// Makes `context` stand for the thread's own stack, which runs now.
void adopt_thread(Context& context);

/// Clears a context that was left for good, or was never switched to.
void destroy_context(Context& context) noexcept;

/// Switches to `to`; returns when some context switches to `from`.
[[gnu::always_inline]] inline void switch_context(Context& from, Context& to) {
  EhGlobals& eh = globals_of(from);
  from.caught_exceptions = eh.caught_exceptions;
  from.uncaught_exceptions = eh.uncaught_exceptions;
  const int saved_errno = *from.thread_errno;
  Jump travel{&from, &to};
  void* fake_stack = nullptr;
  start_switch(&fake_stack, to);
  const auto back = jump(to.machine, &travel, to.tsan_fiber);
  finish_switch(back, fake_stack);
  eh.caught_exceptions = from.caught_exceptions;
  eh.uncaught_exceptions = from.uncaught_exceptions;
  *from.thread_errno = saved_errno;
}

/// Switches to `to` for good.
[[noreturn]] inline void leave_context(Context& from, Context& to) {
  Jump travel{&from, &to};
  start_switch(nullptr, to);  // frees what ASan kept for this stack
  jump(to.machine, &travel, to.tsan_fiber);
  std::terminate();
}

}  // namespace gfetch::detail
