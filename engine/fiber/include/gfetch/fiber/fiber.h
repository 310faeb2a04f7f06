#pragma once
/// Fibers: functions that run at the same time, in one thread, each on a stack
/// of its own. They switch only where they block.
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
/// spawn copies the function and its arguments, as std::thread does. Objects
/// that they refer to must outlive the fiber. A handle is a shared reference:
/// dropping it leaves the fiber running.

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
#include "gfetch/fiber/detail/ref_ptr.h"
#include "gfetch/fiber/exceptions.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/wait_limit.h"

namespace gfetch {

enum class KillMode : std::uint8_t {
  kBlock,  ///< return when the fiber has ended
  kLater,  ///< return at once; the hub delivers the kill in its next drain
};

class AnyFiber;

/// Is called with a fiber that has ended.
using LinkFunction = std::function<void(const AnyFiber&)>;

/// Names a link, for unlink.
using LinkId = std::uint64_t;

/// A handle to a fiber of any result.
class AnyFiber {
 public:
  AnyFiber() = default;

  /// It refers to a fiber.
  explicit operator bool() const noexcept { return static_cast<bool>(state_); }

  /// It was started, and has not ended.
  bool started() const noexcept { return state_->started(); }
  /// It has ended.
  bool ready() const noexcept { return state_->ready(); }
  /// It has ended, and not by an exception other than FiberExit.
  bool successful() const noexcept { return state_->successful(); }
  /// It was ended by a FiberExit.
  bool killed() const noexcept { return state_->killed; }
  /// The exception that it failed with, or null. It counts as observed then.
  std::exception_ptr exception() const noexcept { return state_->exception(); }

  /// Waits until it has ended; false when `limit` passed first. Does not throw
  /// the exception that the fiber threw.
  /// Blocks the calling fiber.
  bool join(WaitLimit limit = {}) const;

  /// Throws `exception` into it where it blocks. A fiber that has not begun to
  /// run never will. The fiber may catch the exception and live on; a blocking
  /// kill waits until it ends. False when `limit` passed before that.
  /// Blocks the calling fiber, unless kLater.
  bool kill(std::exception_ptr exception = fiber_exit(),
            KillMode mode = KillMode::kBlock, WaitLimit limit = {}) const;
  bool kill(KillMode mode, WaitLimit limit = {}) const {
    return kill(fiber_exit(), mode, limit);
  }

  /// Calls `fn` in a fiber of its own when this fiber has ended; also when it
  /// has already. Links are called in the order in which they were made.
  LinkId link(LinkFunction fn) const;
  /// Like link(), but calls `fn` only when the fiber ended successfully.
  LinkId link_value(LinkFunction fn) const;
  /// Like link(), but calls `fn` only when the fiber failed.
  LinkId link_exception(LinkFunction fn) const;
  /// Like link(), but `fn` runs in the hub: it must not block.
  LinkId raw_link(LinkFunction fn) const;
  /// Drops a link that was not called yet.
  void unlink(LinkId id) const noexcept;

  /// Schedules a fiber that make_fiber made: now, or after `delay`. Does
  /// nothing when it was started before.
  void start() const;
  void start_later(Duration delay) const;

  /// Unique in its hub; 0 is the main fiber, or a fiber that was never started.
  std::uint32_t id() const noexcept { return state_->id; }
  /// The id of the fiber that started it; 0 is the main fiber, or the hub.
  std::uint32_t spawner_id() const noexcept { return state_->spawner_id; }
  /// The name that it was given, or `fiber-7`.
  std::string name() const { return state_->name(); }
  void name(std::string name) const { state_->name(std::move(name)); }

  bool operator==(const AnyFiber& other) const noexcept {
    return state_.get() == other.state_.get();
  }

 protected:
  friend struct detail::FiberAccess;

  explicit AnyFiber(detail::FiberState* state) : state_(state) {}
  detail::FiberState& state() const noexcept { return *state_; }

 private:
  detail::RefPtr<detail::FiberState> state_;
};

namespace detail {

template <class T>
class FiberResult : public FiberState {
 public:
  std::optional<T> value;
};

template <>
class FiberResult<void> : public FiberState {};

/// The control block, closure and result of a fiber, in one allocation.
template <class T, class Closure>
class FiberTask final : public FiberResult<T> {
 public:
  explicit FiberTask(Closure&& closure) : closure_(std::move(closure)) {}

 private:
  void run() override {
    if constexpr (std::is_void_v<T>) {
      (*closure_)();
    } else {
      this->value.emplace((*closure_)());
    }
  }
  void drop_closure() noexcept override { closure_.reset(); }

  std::optional<Closure> closure_;
};

/// Joins `fiber`; kills it when an exception ends the join.
void join_or_kill(const AnyFiber& fiber);
[[noreturn]] void throw_no_value(const FiberState& fiber);
[[noreturn]] void throw_wait_expired(const WaitLimit& limit);

/// A function object that calls `fn` with `args`, all copied or moved into it.
template <class F, class... Args>
auto bind_call(F&& fn, Args&&... args) {
  if constexpr (sizeof...(Args) == 0) {
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

/// A class whose objects are fibers, see runnable.h.
template <class T>
concept Runnable = std::is_class_v<T> && requires(T& object) {
  object.run();
};

/// A handle to a fiber whose function returns T.
template <class T>
class Fiber : public AnyFiber {
 public:
  using value_type = T;

  Fiber() = default;

  /// Waits for the end, then returns the result, or throws the exception that
  /// the fiber failed with, at each call. Throws TimeoutExpired when `limit`
  /// passed first and FiberKilled when there is no result.
  /// Blocks the calling fiber.
  decltype(auto) get(WaitLimit limit = {}) const& {
    finish(limit);
    if constexpr (!std::is_void_v<T>) return result_or_throw();
  }
  /// Moves the result out; for a handle that is given up.
  /// Blocks the calling fiber.
  T get(WaitLimit limit = {}) && {
    finish(limit);
    if constexpr (!std::is_void_v<T>) return std::move(result_or_throw());
  }

  /// The result, if it has ended with one.
  auto value() const -> std::optional<T>
  requires(!std::is_void_v<T>) { return state().value; }

 protected:
  friend struct detail::FiberAccess;

  explicit Fiber(detail::FiberResult<T>* state) : AnyFiber(state) {}
  detail::FiberResult<T>& state() const noexcept {
    return static_cast<detail::FiberResult<T>&>(AnyFiber::state());
  }

 private:
  auto& result_or_throw() const {
    if (!state().value) detail::throw_no_value(state());
    return *state().value;
  }

  void finish(WaitLimit limit) const {
    if (!join(limit)) detail::throw_wait_expired(limit);
    if (auto failure = exception()) std::rethrow_exception(failure);
  }
};

/// Makes a fiber that calls `fn` with `args`, without starting it.
template <class F, class... Args>
requires(!Runnable<F>) auto make_fiber(F&& fn, Args&&... args) {
  auto call =
      detail::bind_call(std::forward<F>(fn), std::forward<Args>(args)...);
  using Call = decltype(call);
  using T = std::decay_t<std::invoke_result_t<Call&>>;
  return detail::FiberAccess::make<Fiber<T>>(
      new detail::FiberTask<T, Call>(std::move(call)));
}

/// Runs `fn` with `args` in a fiber of its own, which begins when the calling
/// fiber next blocks.
template <class F, class... Args>
requires(!Runnable<F>) auto spawn(F&& fn, Args&&... args) {
  auto fiber = make_fiber(std::forward<F>(fn), std::forward<Args>(args)...);
  fiber.start();
  return fiber;
}

/// Runs `fn` with `args` in a fiber of its own, after `delay`.
template <class F, class... Args>
requires(!Runnable<F>) auto spawn_later(Duration delay, F&& fn,
                                        Args&&... args) {
  auto fiber = make_fiber(std::forward<F>(fn), std::forward<Args>(args)...);
  fiber.start_later(delay);
  return fiber;
}

/// Calls `body` while `fiber` runs, then joins the fiber and returns the result
/// of `body`. When an exception leaves `body`, or ends the join, the fiber is
/// killed first: by the exception of `body`, or by a FiberExit.
/// Blocks the calling fiber.
template <class Body>
std::invoke_result_t<Body> with_fiber(const AnyFiber& fiber, Body&& body) {
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

/// The running fiber; the main fiber is one, too.
AnyFiber current_fiber();

/// Lets other fibers run for at least `duration`. Zero or less is yield().
/// Blocks the calling fiber.
void sleep_for(Duration duration);

/// Lets all fibers run that are ready now.
/// Blocks the calling fiber.
void yield();

/// Defers kills and Timeouts of the fiber that made it, while it lives: they
/// are thrown where the fiber first blocks afterwards. For destructors that
/// block, out of which nothing may be thrown.
class KillShield {
 public:
  KillShield();
  ~KillShield();
  KillShield(const KillShield&) = delete;
  KillShield& operator=(const KillShield&) = delete;

 private:
  detail::FiberState* fiber_;
};

struct JoinOptions {
  WaitLimit limit = {};
  std::optional<std::size_t> count = {};  ///< wait for no more than these
  bool raise_error = false;               ///< rethrow the first failure
};

/// Waits until all fibers, or `count` of them, have ended. Returns the ended
/// fibers, in the order in which they ended.
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

/// Kills all fibers with the same exception. Fibers that have not begun are
/// ended first, so that the others cannot wait for them. False when `limit`
/// passed before all had ended.
/// Blocks the calling fiber, unless kLater.
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
