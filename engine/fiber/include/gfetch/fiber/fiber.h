#pragma once
/// Fibers: functions that run concurrently in one thread, each on its own
/// stack. The hub switches to another fiber only when the running fiber blocks.
///
///   int ask(const char* shop, gfetch::Duration thinking, int price) {
///     gfetch::sleep_for(thinking);  // others run meanwhile
///     return price;
///   }
///
///   gfetch::Fiber<int> corner = gfetch::spawn(ask, "the corner shop", 2s, 7);
///   gfetch::Fiber<int> market = gfetch::spawn(ask, "the market", 1s, 5);
///   gfetch::Fiber<int> sailor = gfetch::spawn(ask, "the sailor", 240h, 1);
///
///   int best_price = std::min(corner.get(), market.get());  // after 2 s
///   sailor.kill();
///
/// spawn() copies the function and its arguments, as std::thread does. Objects
/// to which these refer must outlive the fiber. A handle is a shared reference:
/// the fiber continues to run when its last handle is destroyed. Any thread may
/// copy and destroy a handle; to the other functions the handle belongs to the
/// fiber's hub.

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/detail/fiber_access.h"
#include "gfetch/fiber/detail/fiber_state.h"
#include "gfetch/fiber/detail/mistake.h"
#include "gfetch/fiber/detail/ref_ptr.h"
#include "gfetch/fiber/exceptions.h"
#include "gfetch/fiber/fiber_info.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/wait_limit.h"

namespace gfetch {

/// When kill() returns.
enum class KillMode : std::uint8_t {
  kBlock,  ///< kill() returns when the fiber has ended
  kLater,  ///< kill() returns at once; the hub throws the exception soon after
};

class AnyFiber;

/// A function that is called with a fiber after the fiber has ended.
using LinkFunction = std::function<void(const AnyFiber&)>;

/// Identifies a link for unlink(): a number unique in the process.
using LinkId = std::uint64_t;

namespace detail {

[[noreturn]] void throw_no_fiber();

}  // namespace detail

/// A handle to a fiber whose result may have any type. A fiber belongs to the
/// hub that starts it, until that hub has ended: in other threads start(),
/// kill(), join() and the links throw std::logic_error; only the join() and the
/// kill() of an ended fiber return. Two threads must not copy or destroy
/// handles to one fiber at the same time.
class AnyFiber {
 public:
  /// Constructs a handle that refers to no fiber: until it is assigned one, all
  /// functions but the comparison and the conversion to bool throw
  /// std::logic_error.
  AnyFiber() = default;

  /// True if the handle refers to a fiber.
  explicit operator bool() const noexcept { return static_cast<bool>(state_); }

  /// True if the fiber was started and has not ended.
  bool started() const { return state().started(); }
  /// True if the fiber has ended.
  bool ready() const { return state().ready(); }
  /// How the fiber has ended, if it has.
  FiberOutcome outcome() const { return state().outcome(); }
  /// True if the outcome is kReturned: get() returns and does not throw. The
  /// successful() of a killed greenlet is true in gevent.
  bool successful() const { return outcome() == FiberOutcome::kReturned; }
  /// True if the outcome is kKilled: a FiberExit has ended the fiber.
  bool killed() const { return outcome() == FiberOutcome::kKilled; }
  /// Returns the exception if the outcome is kThrew, otherwise null. The hub
  /// does not report an exception that was returned here.
  std::exception_ptr exception() const { return state().exception(); }

  /// Waits until the fiber has ended. Returns false if `limit` expired first.
  /// Does not throw the exception of the fiber.
  /// Blocks the calling fiber.
  bool join(WaitLimit limit = {}) const;

  /// Throws `exception` in the fiber, where it blocks. A fiber that has not
  /// begun to run ends without running. The fiber may catch the exception and
  /// continue; with kBlock, kill() waits until the fiber has ended. Returns
  /// true if the fiber has ended, and false if `limit` expired first or `mode`
  /// is kLater. Throws std::invalid_argument if `exception` is null.
  /// Blocks the calling fiber, unless `mode` is kLater.
  bool kill(std::exception_ptr exception = fiber_exit(),
            KillMode mode = KillMode::kBlock, WaitLimit limit = {}) const;
  bool kill(KillMode mode, WaitLimit limit = {}) const {
    return kill(fiber_exit(), mode, limit);
  }

  /// Adds a link: when the fiber has ended, a new fiber calls `fn`. If the
  /// fiber has already ended, this happens soon. Links are called in the order
  /// in which they were added.
  LinkId link(LinkFunction fn) const;
  /// Adds a link like link(), which is called unless the outcome is kThrew:
  /// also for a killed fiber, which has no value, as in gevent.
  LinkId link_value(LinkFunction fn) const;
  /// Adds a link like link(), which is called only if the outcome is kThrew. It
  /// observes the exception, which is then not reported.
  LinkId link_exception(LinkFunction fn) const;
  /// Adds a link like link(), but the hub itself calls `fn`, which must not
  /// block.
  LinkId raw_link(LinkFunction fn) const;
  /// Removes a link that was not called yet. Does nothing if the fiber has no
  /// link `id`.
  void unlink(LinkId id) const;

  /// Starts a fiber that was constructed by make_fiber(): at once, or after
  /// `delay`. Does nothing if the fiber was already started.
  void start() const;
  void start_later(TimeSpan delay) const;

  /// The number of the fiber in its hub, for reports: of 2^32 fibers in a row
  /// no two have the same. 0 is the main fiber, or a fiber that was never
  /// started.
  std::uint32_t id() const { return state().id; }
  /// The number of the fiber that started this fiber. 0 is the main fiber or
  /// the hub.
  std::uint32_t spawner_id() const { return state().spawner_id; }
  /// The name of the fiber in reports; by default its number: `fiber-7`.
  std::string name() const { return state().name(); }
  void name(std::string name) const { state().name(std::move(name)); }

  bool operator==(const AnyFiber& other) const noexcept {
    return state_.get() == other.state_.get();
  }

 protected:
  friend struct detail::FiberAccess;

  explicit AnyFiber(detail::FiberState* state) : state_(state) {}
  detail::FiberState& state() const {
    if (!state_) detail::throw_no_fiber();
    return *state_;
  }

 private:
  detail::FiberRef state_;
};

/// A class with a member function run(), whose objects can run as fibers; see
/// runnable.h.
template <class T>
concept Runnable = std::is_class_v<T> && requires(T& object) {
  object.run();
};

namespace detail {

template <class T>
class FiberResult : public FiberState {
 public:
  std::optional<T> value;
};

template <>
class FiberResult<void> : public FiberState {};

/// The control block of a fiber, together with its function and its result in
/// one allocation.
template <class T, class Closure>
class FiberTask final : public FiberResult<T> {
 public:
  explicit FiberTask(Closure&& closure) : closure_(std::move(closure)) {
    this->owns_objects =
        kOwnsResult || !std::is_trivially_destructible_v<Closure>;
  }

 private:
  static constexpr bool kOwnsResult =
      !std::is_void_v<T> && !std::is_trivially_destructible_v<T>;

  void run() override {
    if constexpr (std::is_void_v<T>) {
      (*closure_)();
    } else {
      this->value.emplace((*closure_)());
    }
  }
  void drop_closure() noexcept override {
    closure_.reset();
    this->owns_objects = kOwnsResult;
  }
  void drop_result() noexcept override {
    if constexpr (kOwnsResult) this->value.reset();
  }

  std::optional<Closure> closure_;
};

/// Waits until `fiber` has ended. If an exception ends this wait, kills the
/// fiber.
void join_or_kill(const AnyFiber& fiber);
/// Kills `fiber`, if there is one, and waits for its end. If the hub calls it,
/// or `fiber` itself, does not wait.
/// Blocks the calling fiber.
void kill_in_destructor(const AnyFiber& fiber) noexcept;
/// Waits until the fiber of `handle` has ended with a result, and returns its
/// state, which lives at least until the calling fiber ends if `handle` is
/// assigned another fiber during the wait. Throws what Fiber::get() throws.
/// Blocks the calling fiber.
FiberState& state_with_result(const AnyFiber& handle, const WaitLimit& limit);
[[noreturn]] void throw_wait_expired(const WaitLimit& limit);

/// True if a copy of an F can be called with copies of `Args`.
template <class F, class... Args>
inline constexpr bool kCallable =
    std::is_constructible_v<std::decay_t<F>, F> &&
    (std::is_constructible_v<std::decay_t<Args>, Args> && ...) &&
    std::is_invocable_v<std::decay_t<F>, std::decay_t<Args>...>;
template <class F>
inline constexpr bool kCallable<F> =
    std::is_constructible_v<std::decay_t<F>, F>&&
        std::is_invocable_v<std::decay_t<F>&>;

/// The first parameter of a template whose others are always deduced: an
/// explicit `spawn<Object>(args...)` means another template.
enum class Deduced {};

/// Returns a function object that calls `fn` with `args`. It stores copies of
/// both.
template <class F, class... Args>
auto bind_call(F&& fn, Args&&... args) {
  constexpr bool kCallableSo = kCallable<F, Args...>;
  constexpr bool kObject = Runnable<std::decay_t<F>>;
  static_assert(kCallableSo || !kObject,
                "an object with a function run() is constructed in its fiber: "
                "spawn<Object>(args...)");
  static_assert(kCallableSo || kObject,
                "the function of a fiber cannot be called with copies of these "
                "arguments (std::ref passes a reference, std::move what cannot "
                "be copied)");
  if constexpr (!kCallableSo) {
    return [] { return Mistake(); };
  } else if constexpr (sizeof...(Args) == 0) {
    return std::decay_t<F>(std::forward<F>(fn));
  } else {
    return [fn = std::decay_t<F>(std::forward<F>(fn)),
            args = std::tuple<std::decay_t<Args>...>(
                std::forward<Args>(args)...)]() mutable -> decltype(auto) {
      return std::apply(
          [&fn](auto&... arg) -> decltype(auto) {
            return std::invoke(std::move(fn), std::move(arg)...);
          },
          args);
    };
  }
}

}  // namespace detail

/// A handle to a fiber whose function returns T.
template <class T>
class Fiber : public AnyFiber {
 public:
  using value_type = T;

  Fiber() = default;

  /// Waits until the fiber has ended; then returns its result or throws its
  /// exception. May be called again. Throws FiberKilled if a FiberExit ended
  /// the fiber, and TimeoutExpired if `limit` expired first. Blocks the calling
  /// fiber.
  decltype(auto) get(WaitLimit limit = {}) const& {
    auto& ended = detail::state_with_result(*this, limit);
    if constexpr (!std::is_void_v<T>) return result_of(ended);
  }
  /// Like get() of an lvalue, but moves the result out of the fiber.
  /// Blocks the calling fiber.
  T get(WaitLimit limit = {}) && {
    auto& ended = detail::state_with_result(*this, limit);
    if constexpr (!std::is_void_v<T>) return std::move(result_of(ended));
  }

  /// Returns the result if the fiber has ended with one, otherwise nullopt.
  auto value() const -> std::optional<T>
  requires(!std::is_void_v<T>) { return state().value; }

 protected:
  friend struct detail::FiberAccess;

  explicit Fiber(detail::FiberResult<T>* state) : AnyFiber(state) {}
  detail::FiberResult<T>& state() const {
    return static_cast<detail::FiberResult<T>&>(AnyFiber::state());
  }

 private:
  static auto& result_of(detail::FiberState& ended) requires(
      !std::is_void_v<T>) {
    return *static_cast<detail::FiberResult<T>&>(ended).value;
  }
};

namespace detail {

/// What a spawn() with wrong arguments returns: every handle.
class MistakenFiber : public Fiber<Mistake> {
 public:
  template <class Handle>
  operator Handle() const;
};

}  // namespace detail

/// Constructs a fiber that calls `fn` with `args`, without starting it.
template <detail::Deduced = detail::Deduced{}, class F, class... Args>
[[nodiscard]] auto make_fiber(F&& fn, Args&&... args) {
  auto call =
      detail::bind_call(std::forward<F>(fn), std::forward<Args>(args)...);
  using Call = decltype(call);
  using T = std::decay_t<std::invoke_result_t<Call&>>;
  if constexpr (std::is_same_v<T, detail::Mistake>) {
    return detail::MistakenFiber();
  } else {
    return detail::FiberAccess::make<Fiber<T>>(
        new detail::FiberTask<T, Call>(std::move(call)));
  }
}

/// Starts a new fiber that calls `fn` with `args`. The new fiber begins to run
/// when the calling fiber blocks.
template <detail::Deduced = detail::Deduced{}, class F, class... Args>
auto spawn(F&& fn, Args&&... args) {
  auto fiber = make_fiber(std::forward<F>(fn), std::forward<Args>(args)...);
  fiber.start();
  return fiber;
}

/// Starts a new fiber that calls `fn` with `args` after `delay`.
template <detail::Deduced = detail::Deduced{}, class Rep, class Period, class F,
          class... Args>
auto spawn_later(std::chrono::duration<Rep, Period> delay, F&& fn,
                 Args&&... args) {
  auto fiber = make_fiber(std::forward<F>(fn), std::forward<Args>(args)...);
  fiber.start_later(delay);
  return fiber;
}

/// Calls `body`, then waits until the fiber of `handle` has ended, and returns
/// the result of `body`. If `body` throws an exception, kills the fiber with it
/// and rethrows; if an exception ends the wait, kills the fiber with a
/// FiberExit. Blocks the calling fiber.
template <class Body>
decltype(auto) with_fiber(const AnyFiber& handle, Body&& body) {
  static_assert(std::is_invocable_v<Body>,
                "with_fiber: the body takes arguments, or is no function");
  if constexpr (!std::is_invocable_v<Body>) {
    return detail::Mistake();
  } else {
    // NOLINTNEXTLINE(performance-unnecessary-copy-initialization)
    const AnyFiber fiber = handle;  // the handle may change in the body
    using Result = std::invoke_result_t<Body>;
    const auto call = [&]() -> Result {
      try {
        return std::invoke(std::forward<Body>(body));
      } catch (...) {
        fiber.kill(std::current_exception());
        throw;
      }
    };
    if constexpr (std::is_void_v<Result>) {
      call();
      detail::join_or_kill(fiber);
    } else {
      Result result = call();
      detail::join_or_kill(fiber);
      return result;
    }
  }
}

/// Returns the current time on the clock of the thread's hub. Throws
/// std::logic_error in a thread without a hub.
TimePoint now();

/// Returns the running fiber, which may be the main fiber.
AnyFiber current_fiber();

/// Suspends the calling fiber for at least `duration`, which may have any unit
/// and type: `2h`, `0.5s`. With zero or less it is the same as yield().
/// Blocks the calling fiber.
void sleep_for(TimeSpan duration);

/// Suspends the calling fiber until the clock of its hub shows `when` or later;
/// `when` may have any unit and type: `now() + 0.5s`. If it does already, it is
/// the same as yield(). A loop that sleeps until
/// times of a fixed distance does not drift; a Ticker is such a loop.
///
///   for (gfetch::TimePoint next = gfetch::now();; next += 1s) {
///     gfetch::sleep_until(next);
///     sample();
///   }
///
/// Blocks the calling fiber.
void sleep_until(TimePoint when);
template <class Time>
void sleep_until(std::chrono::time_point<TimePoint::clock, Time> when) {
  sleep_until(detail::saturated(when));
}

/// Suspends the calling fiber until all fibers that are ready now have run.
/// Blocks the calling fiber.
void yield();

/// Defers kills and Timeouts of the current fiber while the object is in scope.
/// Their exceptions are thrown when the fiber first blocks after that. For
/// destructors that block, which must not throw. A deadlock, too, throws
/// nothing into a main fiber that has a KillShield or unwinds: the hub reports
/// it on stderr, and the wait returns as if its limit had expired. Only get(),
/// which has no such result, throws LoopExit.
class KillShield {
 public:
  [[nodiscard]] KillShield();
  ~KillShield();
  KillShield(const KillShield&) = delete;
  KillShield& operator=(const KillShield&) = delete;

 private:
  detail::RefPtr<detail::FiberState> fiber_;
};

struct JoinOptions {
  WaitLimit limit = {};
  std::optional<std::size_t> count = {};  ///< how many to wait for; absent: all
  /// Rethrows the exception of the first fiber that ends with the outcome
  /// kThrew.
  bool raise_error = false;
};

/// Waits until all fibers, or `count` of them, have ended. Returns the ended
/// fibers in the order in which they ended.
/// Blocks the calling fiber.
std::vector<AnyFiber> join_all(std::span<const AnyFiber> fibers,
                               const JoinOptions& options = {});
std::vector<AnyFiber> join_all(std::initializer_list<AnyFiber> fibers,
                               const JoinOptions& options = {});
template <class T>
std::vector<AnyFiber> join_all(const std::vector<Fiber<T>>& fibers,
                               const JoinOptions& options = {}) {
  return join_all(std::vector<AnyFiber>(fibers.begin(), fibers.end()), options);
}

/// Kills all fibers with the same exception. Fibers that have not begun to run
/// end first, so that no other fiber can wait for them. Returns true if all
/// fibers have ended, and false if `limit` expired first or the mode is kLater
/// and a fiber has not ended yet. Throws std::invalid_argument if `exception`
/// is null. Blocks the calling fiber, unless the mode is kLater.
bool kill_all(std::span<const AnyFiber> fibers,
              const std::exception_ptr& exception = fiber_exit(),
              KillMode mode = KillMode::kBlock, WaitLimit limit = {});
bool kill_all(std::initializer_list<AnyFiber> fibers,
              const std::exception_ptr& exception = fiber_exit(),
              KillMode mode = KillMode::kBlock, WaitLimit limit = {});
template <class T>
bool kill_all(const std::vector<Fiber<T>>& fibers,
              const std::exception_ptr& exception = fiber_exit(),
              KillMode mode = KillMode::kBlock, WaitLimit limit = {}) {
  return kill_all(std::vector<AnyFiber>(fibers.begin(), fibers.end()),
                  exception, mode, limit);
}

}  // namespace gfetch
