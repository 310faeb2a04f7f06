#pragma once
/// A value or an exception that is set later: one fiber sets it, other fibers
/// wait for it (a future).
///
///   gfetch::AsyncResult<int> answer;
///   auto asker = gfetch::spawn([&] { std::printf("%d\n", answer.get()); });
///   answer.set(42);
///
/// A link can set an AsyncResult to the result or the exception of a fiber:
///
///   gfetch::AsyncResult<int> outcome;
///   gfetch::spawn(compute).link(std::ref(outcome));
///
/// Another thread can set an AsyncResult through a promise:
///
///   std::thread thinker(
///       [promise = thought.promise()] { promise.set(think()); });
///
/// An AsyncResult itself belongs to the hub that first uses it, until that hub
/// has ended: in other threads all but the questions about its state throw
/// std::logic_error.

#include <atomic>
#include <exception>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

#include "gfetch/fiber/detail/disposal.h"
#include "gfetch/fiber/event.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/wait_limit.h"

namespace gfetch {

template <class T>
class AsyncResult;

/// Thrown by AsyncResult::get() if the last copy of the Promise was destroyed
/// before it was set.
class BrokenPromise : public std::runtime_error {
 public:
  BrokenPromise();
};

/// Sets an AsyncResult once, from any thread. The hub waits for the promise: it
/// is not idle until the promise is set or its last copy is destroyed. A
/// promise may outlive the AsyncResult and the hub.
template <class T = void>
class Promise {
 public:
  /// Sets the value of the AsyncResult; if that throws in the hub, which moves
  /// the value, sets the exception. Returns false if the promise was already
  /// set. Throws what the copy of the value throws, or std::bad_alloc, and
  /// leaves the promise as it was.
  template <class... V>
  bool set(V&&... value) const {
    static_assert(
        std::is_void_v<T> ? sizeof...(V) == 0
                          : std::is_constructible_v<T, std::decay_t<V>...>,
        "Promise::set: the result cannot be constructed from these values");
    return settle([value = std::make_shared<std::tuple<std::decay_t<V>...>>(
                       std::forward<V>(value)...)](AsyncResult<T>& result) {
      try {
        std::apply([&](auto&... its) { result.set(std::move(its)...); },
                   *value);
      } catch (...) {
        // The fibers that wait for the value get the reason why there is none.
        result.set_exception(std::current_exception());
      }
    });
  }
  /// Makes AsyncResult::get() throw `exception`. Returns false if the promise
  /// was already set. Throws std::invalid_argument if `exception` is null.
  bool set_exception(std::exception_ptr exception) const {
    detail::require_exception(exception);
    return settle([exception](AsyncResult<T>& result) {
      result.set_exception(exception);
    });
  }

 private:
  friend class AsyncResult<T>;

  using Target = typename AsyncResult<T>::Target;

  /// The post of the result has its memory from the beginning: it reaches the
  /// hub also where there is none left.
  struct Shared {
    Shared(Hub& hub, std::shared_ptr<Target> its_target)
        : target(std::move(its_target)),
          post(hub.mailbox(), calling([](AsyncResult<T>& result) {
                 result.set_exception(std::make_exception_ptr(BrokenPromise()));
               })) {
      detail::ref(hub);
    }
    ~Shared() {
      if (!settled) post.send();
    }
    Shared(const Shared&) = delete;
    Shared& operator=(const Shared&) = delete;

    /// Returns the function to post, which calls `set` with the AsyncResult.
    template <class Set>
    detail::UniqueFunction calling(Set set) {
      return detail::ReservedPost::guarded(
          [set = std::move(set), target = target] {
            detail::unref(Hub::current());
            const std::lock_guard lock(target->mutex);
            if (target->result != nullptr) set(*target->result);
          });
    }

    std::shared_ptr<Target> target;
    detail::ReservedPost post;
    std::atomic<bool> settled{false};
  };

  explicit Promise(std::shared_ptr<Shared> shared)
      : shared_(std::move(shared)) {}

  template <class Set>
  bool settle(Set set) const {
    // Without memory for the function, the promise stays as it is.
    auto fn = shared_->calling(std::move(set));
    if (shared_->settled.exchange(true)) return false;
    shared_->post.fn(std::move(fn));
    shared_->post.send();
    return true;
  }

  std::shared_ptr<Shared> shared_;
};

template <class T = void>
class AsyncResult {
  using Value = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

 public:
  AsyncResult() = default;
  /// Makes the waits of all fibers throw std::logic_error. In another thread
  /// than the hub's, they are told by a post.
  ~AsyncResult() {
    if (promised_) promised_->forget();
    detail::FiberAccess::end_waits(done_);
    detail::dispose(std::move(value_));
    detail::dispose(std::move(exception_));
  }
  AsyncResult(const AsyncResult&) = delete;
  AsyncResult& operator=(const AsyncResult&) = delete;

  /// Returns a promise through which another thread may set this AsyncResult.
  /// Must be called in the thread of the hub.
  [[nodiscard]] Promise<T> promise() {
    detail::FiberAccess::check_home(done_);
    if (!promised_) promised_ = std::make_shared<Target>(*this);
    return Promise<T>(std::make_shared<typename Promise<T>::Shared>(
        Hub::current(), promised_));
  }

  /// Sets the value, and wakes all waiting fibers. A second set() before these
  /// fibers run replaces the value: get() returns the old one until the new one
  /// is complete, and references to the old one end then. If the construction
  /// of the new value throws, the old one stays.
  template <class... V>
  void set(V&&... value) {
    static_assert(std::is_constructible_v<Value, V...>,
                  "AsyncResult::set: the result cannot be constructed from "
                  "these values");
    detail::FiberAccess::check_home(done_);
    if constexpr (std::is_constructible_v<Value, V...>) {
      replace(std::make_unique<Value>(std::forward<V>(value)...), nullptr, {});
    }
  }
  /// Makes get() throw `exception`, and wakes all waiting fibers. Throws
  /// std::invalid_argument if `exception` is null.
  void set_exception(std::exception_ptr exception) {
    detail::require_exception(exception);
    detail::FiberAccess::check_home(done_);
    replace(nullptr, std::move(exception), {});
  }

  /// Takes over the result or the exception of the ended fiber `ended`, which
  /// is a Fiber<T>; of a killed fiber it is a FiberKilled. An exception is
  /// reported like one of the fiber if no get() or exception() observes it. If
  /// the copy of the result throws, takes over that exception.
  /// Throws std::logic_error if the fiber has not ended.
  void operator()(const AnyFiber& ended) {
    detail::FiberState& fiber = detail::FiberAccess::state(ended);
    switch (fiber.outcome()) {
      case FiberOutcome::kRunning:
        throw std::logic_error(fiber.name() + " has not ended");
      case FiberOutcome::kThrew:
        detail::FiberAccess::check_home(done_);
        return replace(nullptr, fiber.failure, ended);
      case FiberOutcome::kKilled:
        return set_exception(
            std::make_exception_ptr(FiberKilled(fiber.name() + " was killed")));
      case FiberOutcome::kReturned:
        break;
    }
    if constexpr (std::is_void_v<T>) {
      set();
    } else {
      try {
        set(static_cast<detail::FiberResult<T>&>(fiber).value.value());
      } catch (...) {
        set_exception(std::current_exception());
      }
    }
  }

  /// True if the value or an exception was set.
  bool ready() const noexcept { return done_.is_set(); }
  bool successful() const noexcept { return value_ != nullptr; }
  std::exception_ptr exception() const {
    if (failed_) failed_.exception();  // it is observed
    return exception_;
  }

  /// Waits until the value or an exception is set. Returns false if `limit`
  /// expired first.
  /// Blocks the calling fiber.
  bool wait() { return done_.wait(); }
  [[nodiscard]] bool wait(WaitLimit limit) { return done_.wait(limit); }

  /// The event that is set together with the value or the exception.
  Event& done() noexcept { return done_; }

  /// Waits until the value or an exception is set; then returns the value or
  /// throws the exception. May be called again. Throws TimeoutExpired if
  /// `limit` expired first.
  /// Blocks the calling fiber.
  std::add_lvalue_reference_t<T> get(WaitLimit limit = {}) {
    if (!wait(limit)) detail::throw_wait_expired(limit);
    if (auto failure = exception()) std::rethrow_exception(failure);
    if (!value_) throw std::logic_error("AsyncResult: done, without a value");
    if constexpr (!std::is_void_v<T>) return *value_;
  }

 private:
  friend class Promise<T>;

  /// Shared with the promises, whose results the hub sets. The AsyncResult may
  /// be destroyed in any thread, and by the destructor of a value that it is
  /// given.
  struct Target {
    explicit Target(AsyncResult& its_result) : result(&its_result) {}
    void forget() noexcept {
      const std::lock_guard lock(mutex);
      result = nullptr;
    }

    std::recursive_mutex mutex;
    AsyncResult* result;  // null: destroyed
  };

  /// Replaces the value or the exception, and wakes the fibers. What was
  /// replaced is destroyed last: its destructor may block, and a fiber that
  /// runs meanwhile may use or destroy this object.
  void replace(std::unique_ptr<Value> value, std::exception_ptr exception,
               AnyFiber failed) {
    value_.swap(value);
    std::swap(exception_, exception);
    std::swap(failed_, failed);
    done_.set();
    detail::dispose(std::move(value));
    detail::dispose(std::move(exception));
  }

  Event done_{"async_result"};
  std::shared_ptr<Target> promised_;  // null: there was no promise
  std::unique_ptr<Value> value_;
  std::exception_ptr exception_;
  AnyFiber failed_;  // the fiber whose exception this is, if it is one's
};

}  // namespace gfetch
