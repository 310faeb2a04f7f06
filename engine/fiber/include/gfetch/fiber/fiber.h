#pragma once
/// Fibers: functions that run at the same time, in one thread, each on a
/// stack of its own, and switch only where they block.
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
/// spawn copies the function and its arguments, as std::thread does; what
/// they refer to must outlive the fiber. A handle is a shared reference:
/// dropping it leaves the fiber running.

#include <cstdint>
#include <exception>
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "gfetch/fiber/detail/fiber_core.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/wait_limit.h"

namespace gfetch {

/// Thrown into a fiber to end it. Not a std::exception, so that `catch (const
/// std::exception&)` lets it pass; who catches it should rethrow it.
class FiberExit {};

/// A FiberExit as a kill takes it. All kills without an exception of their own
/// share this one, which costs no allocation and is thrown faster than others.
/// Never blocks.
const std::exception_ptr& fiber_exit() noexcept;

/// Thrown by get() of a fiber that a FiberExit ended before it had a result.
class FiberKilled : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class KillMode : std::uint8_t {
  kBlock,  ///< return when the fiber has ended
  kLater,  ///< return at once; the kill is delivered in the hub's next turn
};

class AnyFiber;

/// Receives a fiber that has ended.
using LinkFunction = std::function<void(const AnyFiber&)>;

/// Names a link, for unlink.
using LinkId = std::uint64_t;

/// A handle to a fiber of any result.
class AnyFiber {
 public:
  AnyFiber() = default;
  explicit AnyFiber(detail::FiberCore* core) : core_(core) {}

  /// Whether it refers to a fiber at all.
  explicit operator bool() const noexcept { return static_cast<bool>(core_); }

  /// Scheduled or running; no more when it has ended.
  bool started() const noexcept { return core_->started(); }
  /// It has ended.
  bool ready() const noexcept { return core_->ready(); }
  /// It has ended, and not by an exception other than FiberExit.
  bool successful() const noexcept { return core_->successful(); }
  /// It was ended by a FiberExit.
  bool killed() const noexcept { return core_->killed(); }
  /// What it failed with, or null. Asking counts as having observed it.
  std::exception_ptr exception() const noexcept { return core_->exception(); }

  /// Waits until it has ended; false when `limit` passed first. Never throws
  /// what the fiber threw.
  /// Blocks the calling fiber.
  bool join(WaitLimit limit = {}) const { return core_->join(limit); }

  /// Throws `exception` into it where it blocks. One that never ran never
  /// will. It may catch the exception and live on; then a blocking kill goes
  /// on waiting. False when `limit` passed before it ended.
  /// Blocks the calling fiber, unless kLater.
  bool kill(std::exception_ptr exception = fiber_exit(),
            KillMode mode = KillMode::kBlock, WaitLimit limit = {}) const;
  bool kill(KillMode mode, WaitLimit limit = {}) const {
    return kill(fiber_exit(), mode, limit);
  }

  /// Calls `fn` in a fiber of its own when this one has ended, also if it has
  /// already. Links are called in the order they were made.
  LinkId link(LinkFunction fn) const;
  /// The same, only when it ended successfully.
  LinkId link_value(LinkFunction fn) const;
  /// The same, only when it failed.
  LinkId link_exception(LinkFunction fn) const;
  /// The same as link, but `fn` runs in the hub: it must not block.
  LinkId raw_link(LinkFunction fn) const;
  /// A link that was not called yet never will be.
  void unlink(LinkId id) const noexcept;

  /// Schedules one that make_fiber made: now, or after `delay`. One that was
  /// started before is left as it is.
  /// Never blocks.
  void start() const { core_->start(); }
  void start_later(Duration delay) const { core_->start_later(delay); }

  /// Unique in its hub; 0 is the main fiber, or one that never started.
  std::uint32_t id() const noexcept { return core_->id(); }
  /// The id of the fiber that started it; 0 is the main fiber, or the hub.
  std::uint32_t spawner_id() const noexcept { return core_->spawner_id(); }
  /// `fiber-7`, unless it was given a name.
  std::string name() const { return core_->name(); }
  void name(std::string name) const { core_->name(std::move(name)); }

  bool operator==(const AnyFiber& other) const noexcept {
    return core_.get() == other.core_.get();
  }

  detail::FiberCore& core() const noexcept { return *core_; }

 protected:
  detail::CoreRef<detail::FiberCore> core_;
};

namespace detail {

template <class T>
class FiberResult : public FiberCore {
 public:
  std::optional<T> value;
};

template <>
class FiberResult<void> : public FiberCore {};

/// Control block, closure and result in one allocation.
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
[[noreturn]] void throw_no_value(const FiberCore& core);
[[noreturn]] void throw_wait_expired(const WaitLimit& limit);

/// The call of `fn` with `args`, both copied or moved in.
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
  explicit Fiber(detail::FiberResult<T>* core) : AnyFiber(core) {}

  /// Waits for the end, then returns the result, or throws what the fiber
  /// threw, each time anew. Throws TimeoutExpired when `limit` passed first
  /// and FiberKilled when there is no result.
  /// Blocks the calling fiber.
  decltype(auto) get(WaitLimit limit = {}) const& {
    finish(limit);
    if constexpr (!std::is_void_v<T>) return result_or_throw();
  }
  /// Of a handle that is given up: moves the result out.
  /// Blocks the calling fiber.
  T get(WaitLimit limit = {}) && {
    finish(limit);
    if constexpr (!std::is_void_v<T>) return std::move(result_or_throw());
  }

  /// The result, if it has ended with one.
  auto value() const -> std::optional<T>
  requires(!std::is_void_v<T>) { return typed().value; }

 private:
  auto& typed() const noexcept {
    return static_cast<detail::FiberResult<T>&>(*core_);
  }

  auto& result_or_throw() const {
    if (!typed().value) detail::throw_no_value(*core_);
    return *typed().value;
  }

  void finish(WaitLimit limit) const {
    if (!join(limit)) detail::throw_wait_expired(limit);
    if (auto exception = core_->exception()) std::rethrow_exception(exception);
  }
};

/// Makes a fiber that calls `fn` with `args`, without starting it.
/// Never blocks.
template <class F, class... Args>
requires(!Runnable<F>) auto make_fiber(F&& fn, Args&&... args) {
  auto call =
      detail::bind_call(std::forward<F>(fn), std::forward<Args>(args)...);
  using Call = decltype(call);
  using T = std::decay_t<std::invoke_result_t<Call&>>;
  return Fiber<T>(new detail::FiberTask<T, Call>(std::move(call)));
}

/// Runs `fn` with `args` in a fiber of its own, which starts when the calling
/// one next blocks.
/// Never blocks.
template <class F, class... Args>
requires(!Runnable<F>) auto spawn(F&& fn, Args&&... args) {
  auto fiber = make_fiber(std::forward<F>(fn), std::forward<Args>(args)...);
  fiber.core().start();
  return fiber;
}

/// The same, after `delay`.
/// Never blocks.
template <class F, class... Args>
requires(!Runnable<F>) auto spawn_later(Duration delay, F&& fn,
                                        Args&&... args) {
  auto fiber = make_fiber(std::forward<F>(fn), std::forward<Args>(args)...);
  fiber.core().start_later(delay);
  return fiber;
}

/// Calls `body` while `fiber` runs, then joins it and returns what `body`
/// returned. When an exception leaves `body`, or ends the join, the fiber is
/// killed first: by that of `body`, or by a FiberExit.
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

/// The running fiber; the main fiber counts.
/// Never blocks.
AnyFiber current_fiber();

/// Lets others run for at least `duration`. Zero or less is yield().
/// Blocks the calling fiber.
void sleep_for(Duration duration);

/// Lets all run that are ready now.
/// Blocks the calling fiber.
inline void yield() {
  detail::current_core().yield();
}

/// While it lives, kills and Timeouts of the fiber that made it wait: they
/// are thrown where it first blocks afterwards. For destructors that block,
/// out of which nothing may be thrown.
class KillShield {
 public:
  KillShield();
  ~KillShield();
  KillShield(const KillShield&) = delete;
  KillShield& operator=(const KillShield&) = delete;

 private:
  detail::FiberCore* fiber_;
};

struct JoinOptions {
  WaitLimit limit = {};
  std::optional<std::size_t> count = {};  ///< enough of them
  bool raise_error = false;  ///< throw what the first failing one threw
};

/// Waits until all, or `count`, have ended; returns those that have, in the
/// order in which they ended.
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

/// Kills all with the same exception; those that never ran are cancelled
/// first. False when `limit` passed before all had ended.
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
