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

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "gfetch/engine/clock.h"
#include "gfetch/engine/event.h"
#include "gfetch/engine/fiber.h"

namespace gfetch {

template <class T = void>
class AsyncResult {
  using Value = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

 public:
  /// Wakes all that wait. Setting again before they ran replaces it.
  /// Never blocks.
  template <class... V>
  void set(V&&... value) {
    exception_ = nullptr;
    value_.emplace(std::forward<V>(value)...);
    done_.set();
  }
  /// Makes get() throw `exception`.
  /// Never blocks.
  void set_exception(std::exception_ptr exception) {
    value_.reset();
    exception_ = std::move(exception);
    done_.set();
  }

  /// Sets what `ended`, a Fiber<T>, ended with.
  /// Never blocks.
  void operator()(const AnyFiber& ended) {
    if (auto exception = ended.exception()) return set_exception(exception);
    if (ended.killed()) {
      return set_exception(std::make_exception_ptr(FiberKilled(ended.name())));
    }
    if constexpr (std::is_void_v<T>) {
      set();
    } else {
      set(*static_cast<detail::FiberResult<T>&>(ended.core()).value);
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
    if (!wait(limit)) detail::throw_wait_expired();
    if (exception_) std::rethrow_exception(exception_);
    if constexpr (!std::is_void_v<T>) return *value_;
  }

 private:
  Event done_;
  std::optional<Value> value_;
  std::exception_ptr exception_;
};

}  // namespace gfetch
