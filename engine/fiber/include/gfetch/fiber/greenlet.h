#pragma once
/// Raw greenlets: functions that hand control, and a value, to each other by
/// name. Nothing schedules them: the hub schedules fibers, and a fiber runs the
/// greenlet that is current in it. After Python's greenlet module.
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
/// The first switch to a greenlet calls its function with the value; each later
/// switch returns the value from the call in which the greenlet switched away.
/// When the function ends, its parent, the greenlet that made it, goes on: the
/// result is the value there, and an exception is thrown there, except a
/// GreenletExit, which is a value too.
///
/// A greenlet that blocks blocks the fiber that it runs in; a kill or Timeout
/// of that fiber is thrown in it. When its last handle is dropped, or its hub
/// ends, it is unwound by a GreenletExit. So a suspended greenlet should hold
/// no handle to itself: `Greenlet::switch_to_parent(n)` needs none.

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
  /// Refers to no greenlet.
  Greenlet() = default;
  /// Makes a greenlet that will call `fn`, which takes one value, of a declared
  /// type, or none. Its parent is the current greenlet.
  template <class F>
  requires(!std::same_as<F, Greenlet>) explicit Greenlet(F fn)
      : state_(new detail::GreenletTask<F>(std::move(fn))) {
    state_->parent = detail::current_greenlet();
  }

  /// The greenlet that runs. Each fiber begins in a greenlet of its own, which
  /// has no parent.
  static Greenlet current() { return Greenlet(detail::current_greenlet()); }

  /// Switches to it, with a value or none, until another greenlet switches back
  /// here. Returns the value of that switch, which must be an `Out` exactly. A
  /// dead greenlet's parent takes its part. Throws std::logic_error for a value
  /// of another type, and for the first greenlet of another fiber.
  template <class Out = void, class... In>
  Out switch_to(In&&... value) const {
    static_assert(sizeof...(In) <= 1, "a switch passes one value, or none");
    return detail::switch_greenlet(
               *state_, detail::Parcel(std::forward<In>(value)...), nullptr)
        .template unpack<Out>();
  }

  /// Switches to the parent of the current greenlet, as a generator yields.
  /// Throws std::logic_error when there is none.
  template <class Out = void, class... In>
  static Out switch_to_parent(In&&... value) {
    static_assert(sizeof...(In) <= 1, "a switch passes one value, or none");
    return detail::switch_to_parent(detail::Parcel(std::forward<In>(value)...))
        .template unpack<Out>();
  }

  /// Like switch_to, but throws `exception` there. A greenlet that has not
  /// begun ends by it, unrun.
  template <class Out = void>
  Out throw_into(std::exception_ptr exception =
                     std::make_exception_ptr(GreenletExit())) const {
    return detail::switch_greenlet(*state_, {}, std::move(exception))
        .template unpack<Out>();
  }

  /// The greenlet that goes on when it ends; none for the first greenlet of a
  /// fiber.
  Greenlet parent() const { return Greenlet(state_->parent); }
  /// Throws std::invalid_argument when it would be its own ancestor.
  void parent(const Greenlet& parent) const {
    detail::set_parent(*state_, parent.state_);
  }

  /// Has been switched to, and has not ended.
  bool started() const noexcept { return state_->started(); }
  bool dead() const noexcept { return state_->dead(); }

  explicit operator bool() const noexcept { return static_cast<bool>(state_); }
  bool operator==(const Greenlet& other) const noexcept {
    return state_.get() == other.state_.get();
  }

 private:
  explicit Greenlet(detail::GreenletRef state) : state_(std::move(state)) {}

  detail::GreenletRef state_;
};

}  // namespace gfetch
