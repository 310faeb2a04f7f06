#pragma once
/// Creates contexts and switches between them. On top of Boost.Context's jump,
/// each switch saves and restores the C++ exception state and errno of the
/// context, and notifies the sanitizers.
///
/// The switch is inline. After a switch the processor mispredicts the returns
/// of functions, since it expects those of the old stack: each such return
/// costs about 5 ns. So there should be few functions between a fiber and its
/// switch.

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

// The layout of __cxa_eh_globals in the Itanium C++ ABI. The jump functions of
// Boost.Context do not save this state (from 1.88 on its wrapper classes do,
// but they are not used here).
struct EhGlobals {
  void* caught_exceptions;
  unsigned uncaught_exceptions;
};

// Returns the C++ exception state of the context's thread. Its address is
// looked up only once, because a context always runs in the same thread.
inline EhGlobals& globals_of(const Context& context) noexcept {
  return *static_cast<EhGlobals*>(context.exception_globals);
}

// The argument of a jump. It is on the stack of the context that jumps.
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

// Runs on the new stack after a jump. When the thread's own stack is left for
// the first time, AddressSanitizer reports its bounds here.
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

// ThreadSanitizer has a shadow call stack for each context. This function
// switches the shadow stack before the real one. It must not be instrumented:
// its entry would be recorded in one shadow stack and its exit in the other.
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

/// Initialises `context` so that the first switch to it calls `entry(arg)` on
/// `stack`. `entry` must neither return nor throw: it ends with
/// leave_context().
void make_context(Context& context, Stack stack, ContextEntry entry, void* arg);

/// Initialises `context` as the context of the thread's own stack, which runs
/// now.
void adopt_thread(Context& context);

/// Clears a context to which nothing will switch any more.
void destroy_context(Context& context) noexcept;

/// Switches from the running context `from` to `to`. Returns when a context
/// switches back to `from`.
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

/// Switches from the running context `from` to `to`. Nothing may switch back to
/// `from`.
[[noreturn]] inline void leave_context(Context& from, Context& to) {
  Jump travel{&from, &to};
  start_switch(nullptr, to);  // null: AddressSanitizer frees this stack's data
  jump(to.machine, &travel, to.tsan_fiber);
  std::terminate();
}

}  // namespace gfetch::detail
