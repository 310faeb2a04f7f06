#pragma once
/// A context: a stack, and the state of the code that runs on it. Making
/// contexts and switching between them is in src/context_switch.h.

#include <cstddef>

namespace gfetch::detail {

/// A stack of the pool; `bottom` is its lowest address.
struct Stack {
  std::byte* bottom = nullptr;
  std::size_t bytes = 0;
  bool has_canary = false;  // a word to check, in place of a guard page
};

/// The machine state of code that does not run now, its part of the C++
/// runtime's exception state, and what the sanitizers keep for it.
struct Context {
  void* machine = nullptr;
  void* exception_globals = nullptr;  // the thread's: a context
  int* thread_errno = nullptr;        // never leaves its thread
  void* caught_exceptions = nullptr;
  unsigned uncaught_exceptions = 0;
  Stack stack;
  void (*entry)(void*) = nullptr;
  void* entry_arg = nullptr;
  void* tsan_fiber = nullptr;
};

}  // namespace gfetch::detail
