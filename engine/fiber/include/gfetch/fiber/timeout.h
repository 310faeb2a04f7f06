#pragma once
/// A time limit for a piece of code that blocks, whatever functions it calls.
///
///   gfetch::Timeout timeout(5s);
///   try {
///     talk_to(server);                       // may block anywhere
///   } catch (const gfetch::TimeoutExpired& expired) {
///     if (!timeout.owns(expired)) throw;     // someone else's limit
///     give_up(server);
///   }
///
/// or, if the result shows whether the limit expired:
///
///   std::optional<Answer> answer =
///       gfetch::with_timeout(5s, [&] { return ask(server); });
///
/// A Timeout can also be the limit of several waits; see wait_limit.h.

#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/detail/fiber_state.h"
#include "gfetch/fiber/detail/lifespan.h"
#include "gfetch/fiber/detail/mistake.h"
#include "gfetch/fiber/detail/ref_ptr.h"
#include "gfetch/fiber/detail/serial.h"
#include "gfetch/fiber/detail/watcher.h"

namespace gfetch {

class Timeout;

namespace detail {

class Waiter;

class Deadline;
class LimitedWait;

/// The parts of a Timeout that its hub uses, in whose thread they are
/// destroyed.
struct TimeoutState {
  explicit TimeoutState(FiberState& fiber);
  ~TimeoutState();
  TimeoutState(const TimeoutState&) = delete;
  TimeoutState& operator=(const TimeoutState&) = delete;

  void cancel() noexcept;
  static void expire(void* self) noexcept;

  RefPtr<FiberState> owner;
  Timer timer;
  std::exception_ptr exception;
  const Serial id;
  bool expired = false;
  std::atomic<bool> given_up{false};  // by another thread: does not expire
  LimitedWait* limits = nullptr;      // the wait that it limits now
  Lifespan lifespan;                  // watched by waits of several steps
};

/// Makes a Timeout the limit of the wait of `waiter` while the object is in
/// scope: in place of throwing TimeoutExpired, the Timeout ends that wait.
class LimitedWait {
 public:
  LimitedWait(Timeout& timeout, Waiter& waiter) noexcept;
  ~LimitedWait();
  LimitedWait(const LimitedWait&) = delete;
  LimitedWait& operator=(const LimitedWait&) = delete;

 private:
  friend struct TimeoutState;

  TimeoutState* timeout_;  // null: was destroyed during the wait
  Waiter& waiter_;
};

}  // namespace detail

/// Thrown in a fiber, where it blocks, when its Timeout expires. TimeoutExpired
/// is not a std::exception, so that `catch (const std::exception&)` does not
/// catch it.
class TimeoutExpired {
 public:
  /// Constructs the exception for the limit of a single wait, which belongs to
  /// no Timeout.
  TimeoutExpired() noexcept = default;
  explicit TimeoutExpired(const Timeout& timeout) noexcept;

 private:
  friend class Timeout;
  friend struct detail::TimeoutState;
  detail::Serial timeout_id_ = detail::kNoSerial;
};

/// A timer that throws TimeoutExpired in the fiber that constructed it. It runs
/// until it expires, cancel() is called, or the object is destroyed. Several
/// Timeouts of a fiber may run at the same time: the one with the earliest
/// deadline expires first; of equal deadlines, the one that was started first.
class Timeout {
 public:
  /// Starts the Timeout. Without a limit it never expires; with zero or less it
  /// expires in the next pass of the loop.
  [[nodiscard]] explicit Timeout(TimeLimit limit);
  /// Starts a Timeout that throws `exception` in place of TimeoutExpired. A
  /// null exception is none: the Timeout then throws TimeoutExpired, as a
  /// Timeout of gevent with None throws itself.
  [[nodiscard]] Timeout(TimeLimit limit, std::exception_ptr exception);
  /// Cancels the Timeout; in another thread than that of its fiber, too.
  ~Timeout();
  Timeout(const Timeout&) = delete;
  Timeout& operator=(const Timeout&) = delete;

  /// Starts the Timeout again with a new `limit`, also if it had expired or was
  /// cancelled. Throws std::logic_error in another thread than that of its
  /// fiber.
  void restart(TimeLimit limit);
  /// Stops the Timeout, so that it does not expire. Throws std::logic_error in
  /// another thread than that of its fiber.
  void cancel();
  /// True if the Timeout is running: neither expired nor cancelled.
  bool pending() const noexcept { return state_->timer.active(); }
  /// True if the Timeout has expired.
  bool expired() const noexcept { return state_->expired; }
  /// True if the running fiber constructed the Timeout, so that it expires in
  /// that fiber.
  bool owned() const;
  /// True if this Timeout threw the exception `expired`.
  bool owns(const TimeoutExpired& expired) const noexcept {
    return expired.timeout_id_ == id();
  }

  /// The number of the Timeout, unique in the process: that of a Timeout of
  /// another thread, whose exception a Promise has brought, is another one.
  std::uint64_t id() const noexcept { return state_->id; }

 private:
  friend class detail::Deadline;
  friend class detail::LimitedWait;
  friend class detail::Waiter;

  void check_home() const;
  /// Withdraws the TimeoutExpired that was deferred and not thrown yet.
  void take_back() noexcept;

  std::unique_ptr<detail::TimeoutState> state_;
};

inline TimeoutExpired::TimeoutExpired(const Timeout& timeout) noexcept
    : timeout_id_(timeout.id()) {}

/// Calls `fn` and returns its result; of a function that returns a reference, a
/// copy. If `limit` expires first, a
/// TimeoutExpired ends `fn`, and with_timeout() returns nullopt; false if `fn`
/// returns void.
/// Blocks the calling fiber.
template <class F>
auto with_timeout(TimeLimit limit, F&& fn) {
  static_assert(std::is_invocable_v<F>,
                "with_timeout: the function takes arguments, or is none");
  if constexpr (!std::is_invocable_v<F>) {
    return detail::Mistake();
  } else {
    using T = std::decay_t<std::invoke_result_t<F>>;
    using InTime =
        std::conditional_t<std::is_void_v<T>, bool, std::optional<T>>;
    Timeout timeout(limit);
    try {
      if constexpr (std::is_void_v<T>) {
        std::invoke(std::forward<F>(fn));
        return InTime(true);
      } else {
        return InTime(std::invoke(std::forward<F>(fn)));
      }
    } catch (const TimeoutExpired& expired) {
      if (!timeout.owns(expired)) throw;
      return InTime();
    }
  }
}

}  // namespace gfetch
