#pragma once
/// A value, or an exception, that comes later: one sets it, many wait for it.
///
///   gfetch::AsyncResult<int> answer;
///   auto asker = gfetch::spawn([&] { std::printf("%d\n", answer.get()); });
///   answer.set(42);
///
/// As the target of a link it takes over how a fiber ended:
///
///   gfetch::AsyncResult<int> outcome;
///   gfetch::spawn(compute).link(std::ref(outcome));
///
/// Another thread sets it through a promise:
///
///   std::thread thinker(
///       [promise = thought.promise()] { promise.set(think()); });

#include <atomic>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

#include "gfetch/fiber/event.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/wait_limit.h"

namespace gfetch {

template <class T>
class AsyncResult;

/// What get() throws when the last Promise was dropped without being kept.
class BrokenPromise : public std::runtime_error {
 public:
  BrokenPromise();
};

/// Sets an AsyncResult from any thread, once. As long as it is neither set nor
/// dropped, with all its copies, the hub waits for it. May outlive the result,
/// and the hub.
template <class T = void>
class Promise {
 public:
  /// False when it was set before.
  template <class... V>
  bool set(V&&... value) const {
    return settle([value = std::make_shared<std::tuple<std::decay_t<V>...>>(
                       std::forward<V>(value)...)](AsyncResult<T>& result) {
      std::apply([&](auto&... its) { result.set(std::move(its)...); }, *value);
    });
  }
  /// Makes get() throw `exception`; false when it was set before.
  bool set_exception(std::exception_ptr exception) const {
    return settle([exception](AsyncResult<T>& result) {
      result.set_exception(exception);
    });
  }

 private:
  friend class AsyncResult<T>;

  struct Shared {
    Shared(Hub& hub, std::shared_ptr<AsyncResult<T>*> its_target)
        : mailbox(hub.mailbox()), target(std::move(its_target)) {
      detail::ref(hub);
    }
    ~Shared() {
      if (settled) return;
      post([](AsyncResult<T>& result) {
        result.set_exception(std::make_exception_ptr(BrokenPromise()));
      });
    }
    Shared(const Shared&) = delete;
    Shared& operator=(const Shared&) = delete;

    template <class Set>
    void post(Set set) {
      mailbox.post([set = std::move(set), target = target] {
        detail::unref(Hub::current());
        if (*target != nullptr) set(**target);
      });
    }

    Mailbox mailbox;
    std::shared_ptr<AsyncResult<T>*> target;  // to be looked at in its hub
    std::atomic<bool> settled{false};
  };

  explicit Promise(std::shared_ptr<Shared> shared)
      : shared_(std::move(shared)) {}

  template <class Set>
  bool settle(Set set) const {
    if (shared_->settled.exchange(true)) return false;
    shared_->post(std::move(set));
    return true;
  }

  std::shared_ptr<Shared> shared_;
};

template <class T = void>
class AsyncResult {
  using Value = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

 public:
  AsyncResult() = default;
  ~AsyncResult() {
    if (promised_) *promised_ = nullptr;
  }
  AsyncResult(const AsyncResult&) = delete;
  AsyncResult& operator=(const AsyncResult&) = delete;

  /// For other threads to set it. From the thread of its hub.
  Promise<T> promise() {
    if (!promised_) promised_ = std::make_shared<AsyncResult*>(this);
    return Promise<T>(std::make_shared<typename Promise<T>::Shared>(
        Hub::current(), promised_));
  }

  /// Wakes all that wait. Setting again before they ran replaces it.
  template <class... V>
  void set(V&&... value) {
    exception_ = nullptr;
    value_.emplace(std::forward<V>(value)...);
    done_.set();
  }
  /// Makes get() throw `exception`.
  void set_exception(std::exception_ptr exception) {
    value_.reset();
    exception_ = std::move(exception);
    done_.set();
  }

  /// Sets what `ended`, a Fiber<T>, ended with.
  void operator()(const AnyFiber& ended) {
    if (auto exception = ended.exception()) return set_exception(exception);
    if (ended.killed()) {
      return set_exception(std::make_exception_ptr(FiberKilled(ended.name())));
    }
    if constexpr (std::is_void_v<T>) {
      set();
    } else {
      set(*static_cast<detail::FiberResult<T>&>(
               detail::FiberAccess::state(ended))
               .value);
    }
  }

  /// It was set, one way or the other.
  bool ready() const noexcept { return done_.is_set(); }
  bool successful() const noexcept { return value_.has_value(); }
  std::exception_ptr exception() const noexcept { return exception_; }

  /// Waits until it is set; false when `limit` passed first.
  /// Blocks the calling fiber.
  bool wait(WaitLimit limit = {}) { return done_.wait(limit); }

  /// What is set when this is.
  Event& done() noexcept { return done_; }

  /// Waits until it is set, then returns the value or throws the exception,
  /// each time anew. Throws TimeoutExpired when `limit` passed first.
  /// Blocks the calling fiber.
  std::add_lvalue_reference_t<T> get(WaitLimit limit = {}) {
    if (!wait(limit)) detail::throw_wait_expired(limit);
    if (exception_) std::rethrow_exception(exception_);
    if constexpr (!std::is_void_v<T>) return *value_;
  }

 private:
  Event done_;
  std::shared_ptr<AsyncResult*> promised_;  // null after the end
  std::optional<Value> value_;
  std::exception_ptr exception_;
};

}  // namespace gfetch
