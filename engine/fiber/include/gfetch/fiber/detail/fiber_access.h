#pragma once
/// Gives the library's own files access to private members of its public
/// classes. Programs must not use FiberAccess.

#include <utility>

namespace gfetch::detail {

struct FiberAccess {
  /// Constructs a handle of type Handle to the fiber `state`.
  template <class Handle, class State>
  static Handle make(State&& state) {
    return Handle(std::forward<State>(state));
  }

  /// Returns the state of the fiber to which `handle` refers.
  template <class Handle>
  static auto& state(const Handle& handle) {
    return handle.state();
  }

  /// Adds `waiter` to the wait queue of `thing`, an event or a semaphore. It is
  /// woken once, like a fiber that waits in wait().
  template <class Thing, class QueuedWaiter>
  static void link(Thing& thing, QueuedWaiter& waiter) noexcept {
    thing.link(waiter);
  }
};

}  // namespace gfetch::detail
