#pragma once
/// Gives the library's own files access to private members of its public
/// classes. Programs must not use FiberAccess.

#include <utility>

#include "gfetch/fiber/detail/language.h"

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
  /// woken once, like a fiber that waits in wait(). Throws std::logic_error if
  /// `thing` belongs to the hub of another thread.
  template <class Thing, class QueuedWaiter>
  static void link(Thing& thing, QueuedWaiter& waiter) {
    thing.link(waiter);
  }

  /// Adds `fiber` to `group` and starts it, unless `cancelled` is true when the
  /// group has a place for the fiber. Returns whether the fiber was started.
  /// Blocks the calling fiber while a Pool is full.
  template <class Group, class Fiber>
  static bool start_unless(const bool& cancelled, Group& group,
                           const Fiber& fiber) {
    return group.start_unless(cancelled, fiber);
  }

  /// Returns the name of `event` in reports.
  template <class Event>
  static const char* name(const Event& event) noexcept {
    return event.name_;
  }

  /// Throws std::logic_error if `thing` belongs to the hub of another thread.
  template <class Thing>
  static void check_home(Thing& thing) {
    thing.check_home();
  }

  /// Returns the home of `thing`.
  template <class Thing>
  static auto& home(Thing& thing) noexcept {
    return thing.home_;
  }

  /// Makes `event`, which no fiber uses yet, an event that is set. It gets no
  /// home.
  template <class Event>
  static void begin_set(Event& event) noexcept {
    event.set_ = true;
  }

  /// Makes all waits for `event` throw std::logic_error.
  template <class Event>
  static void end_waits(Event& event) noexcept {
    event.end_waits();
  }
};

}  // namespace gfetch::detail
