#pragma once
/// A context: a stack, and the state of the code that runs on it. The functions
/// that create contexts and switch between them are in src/context_switch.h.

#include <cstddef>

#include "gfetch/fiber/detail/language.h"

namespace gfetch::detail {

/// A fiber's stack; `bottom` is its lowest address.
struct Stack {
  std::byte* bottom = nullptr;
  std::size_t bytes = 0;
  bool has_canary = false;  // the stack has a canary word and no guard page
};

/// The state of a suspended context: its registers, its part of the C++
/// runtime's exception state, and the data of the sanitizers.
struct Context {
  void* machine = nullptr;
  // Addresses of the thread's exception state and errno: a context always runs
  // in the same thread.
  void* exception_globals = nullptr;
  int* thread_errno = nullptr;
  void* caught_exceptions = nullptr;
  unsigned uncaught_exceptions = 0;
  Stack stack;
  void (*entry)(void*) = nullptr;
  void* entry_arg = nullptr;
  void* tsan_fiber = nullptr;
};

}  // namespace gfetch::detail
