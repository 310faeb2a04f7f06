#pragma once
/// A limit on the time that a piece of code may block, set from outside of it.
///
///   gfetch::Timeout timeout(5s);
///   try {
///     talk_to(server);                       // whatever it blocks in
///   } catch (const gfetch::TimeoutExpired& expired) {
///     if (!timeout.owns(expired)) throw;     // someone else's limit
///     give_up(server);
///   }
///
/// or, to ask no more than whether the code was in time:
///
///   std::optional<Answer> answer =
///       gfetch::with_timeout(5s, [&] { return ask(server); });
///
/// Any wait takes a Timeout for its limit, see wait_limit.h.

#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/detail/fiber_state.h"
#include "gfetch/fiber/detail/ref_ptr.h"
#include "gfetch/fiber/detail/watcher.h"

namespace gfetch {

class Timeout;

/// Thrown where the fiber blocks when its Timeout expires. Not a
/// std::exception: `catch (const std::exception&)` lets it pass.
class TimeoutExpired {
 public:
  /// The limit of a single wait passed, which is no Timeout's.
  TimeoutExpired() noexcept = default;
  explicit TimeoutExpired(const Timeout& timeout) noexcept;

 private:
  friend class Timeout;
  std::uint64_t timeout_id_ = 0;
};

/// Runs from its construction to its cancel() or destruction, and expires once,
/// in the fiber that made it. Timeouts nest: each expires by itself, the one
/// with the earlier deadline first; of equal deadlines the one that was started
/// first.
class Timeout {
 public:
  /// Without a limit it never expires; with zero or less it expires in the next
  /// pass of the loop.
  explicit Timeout(TimeLimit limit);
  /// Throws `exception` in place of TimeoutExpired.
  Timeout(TimeLimit limit, std::exception_ptr exception);
  ~Timeout();
  Timeout(const Timeout&) = delete;
  Timeout& operator=(const Timeout&) = delete;

  /// Starts again with a full `limit`, also after it expired or was cancelled.
  void restart(TimeLimit limit);
  /// Stops it: it does not expire any more.
  void cancel() noexcept;
  /// Running, neither expired nor cancelled.
  bool pending() const noexcept { return timer_.active(); }
  /// It has thrown.
  bool expired() const noexcept { return expired_; }
  /// The running fiber made it, so it expires in that one.
  bool owned() const;
  /// `expired` was thrown by this Timeout.
  bool owns(const TimeoutExpired& expired) const noexcept {
    return expired.timeout_id_ == id_;
  }

  /// Unique among the Timeouts of a thread.
  std::uint64_t id() const noexcept { return id_; }

 private:
  static void expire(void* self) noexcept;

  detail::RefPtr<detail::FiberState> owner_;
  detail::Timer timer_;
  std::exception_ptr exception_;
  std::uint64_t id_;
  bool expired_ = false;
};

inline TimeoutExpired::TimeoutExpired(const Timeout& timeout) noexcept
    : timeout_id_(timeout.id()) {}

/// Calls `fn` and returns its result. When `limit` passes first, `fn` is ended
/// by a TimeoutExpired, and the result is nullopt (false when `fn` returns
/// nothing).
/// Blocks the calling fiber.
template <class F>
auto with_timeout(TimeLimit limit, F&& fn) {
  using T = std::invoke_result_t<F>;
  using InTime = std::conditional_t<std::is_void_v<T>, bool, std::optional<T>>;
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

}  // namespace gfetch
