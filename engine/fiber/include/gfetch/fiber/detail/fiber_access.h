#pragma once
/// The key by which the library's own units reach what its public classes keep
/// private. Programs must not use it.

#include <utility>

namespace gfetch::detail {

struct FiberAccess {
  /// A handle of type Handle to `state`.
  template <class Handle, class State>
  static Handle make(State&& state) {
    return Handle(std::forward<State>(state));
  }

  /// The state of the fiber that `handle` refers to.
  template <class Handle>
  static auto& state(const Handle& handle) noexcept {
    return handle.state();
  }

  /// Wakes `waiter` once, when a fiber that called wait() of `thing` would go
  /// on.
  template <class Thing, class QueuedWaiter>
  static void link(Thing& thing, QueuedWaiter& waiter) noexcept {
    thing.link(waiter);
  }
};

}  // namespace gfetch::detail
