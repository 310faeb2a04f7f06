#pragma once
/// Continulets: one-shot continuations, from which PyPy builds its greenlets.
///
///   gfetch::Continulet count([](const gfetch::Continulet& self) {
///     for (int n = 1; n <= 3; ++n) self.switch_(n);
///     return 0;
///   });
///   while (const int n = count.switch_<int>()) std::printf("%d\n", n);
///
/// A continulet holds a continuation: a place where code is suspended. At first
/// that is the start of its function. `switch_` exchanges it for the place of
/// the caller, who is suspended, and continues it. The same call therefore goes
/// in and out: outside, `count.switch_()` continues the function; inside,
/// `self.switch_()` continues the code that had switched to it. A continulet
/// has no parent. When the function ends, the continuation that the continulet
/// then holds goes on, with its result or its exception; a GreenletExit is
/// returned as a value.
///
/// With `to`, two exchanges happen in one step: the caller's place goes into
/// this continulet, what that held goes into `to`, and what `to` held goes on.
/// So a continulet hands its caller over to another, here to `bert`:
///
///   self.switch_(bert);  // the caller is bert's now; we go on later
///
/// The function's parameter refers to the continulet without keeping it alive;
/// a copy of it would. A suspended function is unwound by a GreenletExit when
/// the last handle is destroyed or its hub ends, as a greenlet is; greenlet.h
/// has the rules of that, and of blocking. Two continulets that hold each other
/// live until the hub ends. What a continulet has suspended must be continued
/// by a continulet, not by a Greenlet's handle.

#include <concepts>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include "gfetch/fiber/detail/continulet_state.h"
#include "gfetch/fiber/detail/greenlet_task.h"
#include "gfetch/fiber/exceptions.h"

namespace gfetch {

class Continulet;

namespace detail {

template <class F>
class ContinuletTask;

template <class T>
concept NoContinulet = !std::same_as<std::remove_cvref_t<T>, Continulet>;

}  // namespace detail

/// A handle to a continulet.
class Continulet {
 public:
  /// Constructs a handle that refers to no continulet.
  Continulet() = default;
  /// Constructs a continulet that calls `fn` at the first switch, with itself.
  /// It belongs to the hub of the calling thread.
  template <detail::NoContinulet F>
  [[nodiscard]] explicit Continulet(F fn)
      : state_(new detail::ContinuletTask<F>(std::move(fn))) {
    detail::adopt_continulet(*state_);
  }

  /// Continues what the continulet holds, with or without a value, until a
  /// switch comes back here. Returns the value of that switch, whose type must
  /// be exactly `Out`. The first switch passes no value: with one the function
  /// is not called, and the continulet ends with std::logic_error.
  ///
  /// Throws std::logic_error, and continues nothing, if the continulet has
  /// ended, if it belongs to another hub, or if what it holds blocks or waits
  /// in another fiber. Throws std::bad_alloc if there is no memory for the
  /// stack of a new one. Throws std::logic_error for a value of another type.
  template <class Out = void>
  Out switch_() const {
    return pass<Out>(nullptr, {}, nullptr);
  }
  template <class Out = void, detail::NoContinulet In>
  Out switch_(In&& value) const {
    return pass<Out>(nullptr, detail::parcel_of(std::forward<In>(value)),
                     nullptr);
  }
  /// Switches to this continulet and at once on to `to`, which gets the value.
  /// Does nothing but return the value if `to` is this continulet.
  template <class Out = void>
  Out switch_(const Continulet& to) const {
    return pass<Out>(&to.state(), {}, nullptr);
  }
  template <class Out = void, detail::NoContinulet In>
  Out switch_(In&& value, const Continulet& to) const {
    return pass<Out>(&to.state(), detail::parcel_of(std::forward<In>(value)),
                     nullptr);
  }

  /// Switches like switch_(), and throws `exception` in what is continued. A
  /// continulet that has not begun ends with the exception, without running.
  /// Throws std::invalid_argument if `exception` is null.
  template <class Out = void>
  Out throw_(std::exception_ptr exception) const {
    detail::require_exception(exception);
    return pass<Out>(nullptr, {}, std::move(exception));
  }
  template <class Out = void>
  Out throw_(std::exception_ptr exception, const Continulet& to) const {
    detail::require_exception(exception);
    return pass<Out>(&to.state(), {}, std::move(exception));
  }

  /// True until the function has ended; false for a handle that refers to no
  /// continulet.
  bool is_pending() const noexcept { return state_ && !state_->dead(); }

  explicit operator bool() const noexcept { return static_cast<bool>(state_); }
  bool operator==(const Continulet& other) const noexcept {
    return state_.get() == other.state_.get();
  }

 private:
  template <class F>
  friend class detail::ContinuletTask;

  explicit Continulet(detail::ContinuletRef state) : state_(std::move(state)) {}

  template <class Out>
  Out pass(detail::ContinuletState* to, detail::Parcel&& value,
           std::exception_ptr&& exception) const {
    return detail::switch_continulet(state(), to, std::move(value),
                                     std::move(exception), !std::is_void_v<Out>)
        .template unpack<Out>();
  }
  detail::ContinuletState& state() const {
    if (!state_) detail::throw_no_continulet();
    return *state_;
  }

  detail::ContinuletRef state_;
};

namespace detail {

/// A continulet together with its function.
template <class F>
class ContinuletTask final : public ContinuletState {
  static_assert(std::invocable<F&, const Continulet&>,
                "the function of a continulet takes a const Continulet&");

 public:
  explicit ContinuletTask(F fn) : fn_(std::move(fn)) {}

 private:
  /// Makes the handle that the function gets count for nothing.
  class Uncounted {
   public:
    explicit Uncounted(GreenletState& state) noexcept : state_(state) {
      --state_.refs;
    }
    ~Uncounted() { ++state_.refs; }
    Uncounted(const Uncounted&) = delete;
    Uncounted& operator=(const Uncounted&) = delete;

   private:
    GreenletState& state_;
  };

  Parcel run(Parcel first) override {
    require_plain_start(first, std::exchange(exception, nullptr));
    const Continulet self{ContinuletRef(this)};
    const Uncounted uncounted(*this);
    return packed([&] { return (*fn_)(self); });
  }
  void drop_closure() noexcept override {
    fn_.reset();
    hand_on(*this);
  }

  std::optional<F> fn_;
};

}  // namespace detail

}  // namespace gfetch
