#pragma once
/// Raw greenlets: functions that hand control, and a value, to each other by
/// name. Nothing schedules them; a fiber is what the hub schedules, and runs
/// whichever greenlet is current in it. After Python's greenlet module.
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
/// The first switch to a greenlet calls its function with the value; later
/// ones return the value where it left. Its end returns to its parent, the one
/// that made it: what it returned is the value there, what it threw is thrown
/// there, except a GreenletExit, which is a value too.
///
/// A greenlet that blocks blocks the fiber it runs in; a kill or Timeout of
/// that fiber is thrown in it. When its last handle is dropped, or its hub
/// ends, it is unwound by a GreenletExit. So it should not hold a handle to
/// itself while it is away: `Greenlet::switch_to_parent(n)` needs none.

#include <exception>
#include <functional>
#include <memory>
#include <type_traits>
#include <typeinfo>
#include <utility>

#include "gfetch/fiber/detail/greenlet_core.h"

namespace gfetch {

/// Ends a greenlet; who catches it should rethrow it.
class GreenletExit {};

/// A handle to a greenlet.
class Greenlet {
 public:
  /// Refers to none.
  Greenlet() = default;
  /// A greenlet that will call `fn`, which takes one value, of a declared
  /// type, or none. Its parent is the current one.
  template <class F>
  requires(!std::same_as<F, Greenlet>) explicit Greenlet(F fn)
      : core_(new detail::GreenletTask<F>(std::move(fn))) {
    core_->parent(current().core_);
  }

  /// The one that runs. Each fiber starts in one of its own, which has no
  /// parent.
  /// Never blocks.
  static Greenlet current();

  /// Goes on there, with a value or none, until someone switches back here;
  /// returns the value they give, which must be an `Out` exactly. What is sent
  /// to a dead greenlet goes to its parent. Throws std::logic_error for a value
  /// of another type, and for the first greenlet of another fiber.
  template <class Out = void, class... In>
  Out switch_to(In&&... value) const {
    static_assert(sizeof...(In) <= 1, "a switch passes one value, or none");
    return core_->transfer(detail::Parcel(std::forward<In>(value)...), nullptr)
        .template unpack<Out>();
  }

  /// Goes on in the parent of the one that runs, as a generator yields; throws
  /// std::logic_error when it has none.
  template <class Out = void, class... In>
  static Out switch_to_parent(In&&... value) {
    static_assert(sizeof...(In) <= 1, "a switch passes one value, or none");
    return detail::GreenletCore::transfer_to_parent(
               detail::Parcel(std::forward<In>(value)...))
        .template unpack<Out>();
  }

  /// Like switch_to, but throws `exception` there. One that never ran dies of
  /// it, unrun.
  template <class Out = void>
  Out throw_into(std::exception_ptr exception =
                     std::make_exception_ptr(GreenletExit())) const {
    return core_->transfer({}, std::move(exception)).template unpack<Out>();
  }

  /// Where its end leads; refers to none for the first one of a fiber.
  Greenlet parent() const { return Greenlet(core_->parent()); }
  /// Throws std::invalid_argument when it would be its own ancestor.
  void parent(const Greenlet& parent) const { core_->parent(parent.core_); }

  /// Has been switched to, and has not ended.
  bool started() const noexcept { return core_->started(); }
  bool dead() const noexcept { return core_->dead(); }

  explicit operator bool() const noexcept { return static_cast<bool>(core_); }
  bool operator==(const Greenlet& other) const noexcept {
    return core_.get() == other.core_.get();
  }

 private:
  explicit Greenlet(detail::CoreRef<detail::GreenletCore> core)
      : core_(std::move(core)) {}

  detail::CoreRef<detail::GreenletCore> core_;
};

}  // namespace gfetch
