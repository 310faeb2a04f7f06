#pragma once
/// Greenlets: coroutines that explicitly switch to each other and pass a value,
/// as in Python's greenlet module. The hub does not schedule greenlets: it
/// schedules fibers, and a fiber runs its current greenlet.
///
///   gfetch::Greenlet walk(const Tree& tree) {
///     return gfetch::Greenlet([&tree, taker = gfetch::Greenlet::current()] {
///       hand_over(tree, taker);  // taker.switch_to(Leaf(tree.leaf)) at each
///       return Leaf();  // no more; it goes to the parent, which is the taker
///     });
///   }
///
///   const gfetch::Greenlet walker = walk(one);
///   const Leaf leaf = walker.switch_to<Leaf>();
///
/// The first switch to a greenlet calls its function with the value. Each later
/// switch returns the value from the call by which the greenlet had switched to
/// another. When the function ends, the greenlet's parent continues; by default
/// the parent is the greenlet that constructed it. The parent's switch returns
/// the result of the function, or throws its exception; a GreenletExit is
/// returned as a value.
///
/// The parent must be able to run where the greenlet ends. If the greenlet ends
/// in another fiber than its parent, which then is the first greenlet of that
/// fiber or blocks there, the first greenlet of the fiber in which it ends
/// continues instead; and so it does if the parent's fiber has ended. All
/// greenlets of a family belong to one hub and run in its thread only.
///
/// A greenlet that blocks blocks its fiber; a kill or Timeout of that fiber is
/// thrown in the greenlet. A suspended greenlet is unwound by a GreenletExit
/// when its last handle is destroyed or its hub ends. It should therefore hold
/// no handle to itself: `Greenlet::switch_to_parent(n)` needs none. A greenlet
/// that is then suspended in a destructor, which an exception has called, is
/// continued instead, because nothing may be thrown there: its switch returns
/// nothing. Greenlets that cannot be unwound are abandoned and reported on
/// stderr.

#include <exception>
#include <functional>
#include <memory>
#include <type_traits>
#include <typeinfo>
#include <utility>

#include "gfetch/fiber/detail/greenlet_switch.h"
#include "gfetch/fiber/detail/greenlet_task.h"
#include "gfetch/fiber/exceptions.h"

namespace gfetch {

/// A handle to a greenlet.
class Greenlet {
 public:
  /// Constructs a handle that refers to no greenlet.
  Greenlet() = default;
  /// Constructs a greenlet that calls `fn` at the first switch. `fn` takes no
  /// parameter, or one whose type is declared. The parent is the current
  /// greenlet.
  template <class F>
  requires(!std::same_as<F, Greenlet>) [[nodiscard]] explicit Greenlet(F fn)
      : state_(detail::make_greenlet(std::move(fn))) {
    detail::adopt_greenlet(*state_);
  }

  /// Returns the running greenlet. Each fiber starts with its own first
  /// greenlet, which has no parent.
  static Greenlet current() { return Greenlet(detail::current_greenlet()); }

  /// Switches to the greenlet, with or without a value, until a greenlet
  /// switches back here. Returns the value of that switch, whose type must be
  /// exactly `Out`. If the greenlet has ended, switches to its parent instead.
  /// Throws std::logic_error for a value of another type. Throws it, too, and
  /// switches to no greenlet, if the greenlet (or its parent, if it has ended)
  /// is the first one of another fiber, if it blocks in another fiber, or if it
  /// belongs to another hub. Throws std::bad_alloc if there is no memory for
  /// the stack of a new greenlet.
  template <class Out = void, class... In>
  Out switch_to(In&&... value) const {
    return detail::switch_greenlet(
               state(), detail::parcel_of(std::forward<In>(value)...), nullptr,
               !std::is_void_v<Out>)
        .template unpack<Out>();
  }

  /// Switches to the parent of the current greenlet, as a generator yields a
  /// value. Throws std::logic_error if there is no parent, and where
  /// switch_to() of the parent does.
  template <class Out = void, class... In>
  static Out switch_to_parent(In&&... value) {
    return detail::switch_to_parent(
               detail::parcel_of(std::forward<In>(value)...),
               !std::is_void_v<Out>)
        .template unpack<Out>();
  }

  /// Switches to the greenlet like switch_to(), and throws `exception` in it. A
  /// greenlet that has not begun ends with the exception, without running.
  /// Throws std::invalid_argument if `exception` is null.
  template <class Out = void>
  Out throw_into(std::exception_ptr exception =
                     std::make_exception_ptr(GreenletExit())) const {
    detail::require_exception(exception);
    return detail::switch_greenlet(state(), {}, std::move(exception),
                                   !std::is_void_v<Out>)
        .template unpack<Out>();
  }

  /// The greenlet that continues when this greenlet ends; none for the first
  /// greenlet of a fiber.
  Greenlet parent() const { return Greenlet(state().parent); }
  /// Sets the parent. Throws std::invalid_argument if `parent` refers to no
  /// greenlet or to one of another hub, or if this greenlet would become its
  /// own ancestor; and std::logic_error for the first greenlet of a fiber.
  void parent(const Greenlet& parent) const {
    detail::set_parent(state(), parent.state_);
  }

  /// True if the greenlet's function has begun and has not ended.
  bool started() const noexcept { return state_ && state_->started(); }
  bool dead() const noexcept { return state_ && state_->dead(); }

  explicit operator bool() const noexcept { return static_cast<bool>(state_); }
  bool operator==(const Greenlet& other) const noexcept {
    return state_.get() == other.state_.get();
  }

 private:
  explicit Greenlet(detail::GreenletRef state) : state_(std::move(state)) {}

  detail::GreenletState& state() const {
    if (!state_) detail::throw_no_greenlet();
    return *state_;
  }

  detail::GreenletRef state_;
};

}  // namespace gfetch
