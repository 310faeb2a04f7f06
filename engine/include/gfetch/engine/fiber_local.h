#pragma once
/// A variable that each fiber has a value of its own of.
///
///   gfetch::FiberLocal<Request> request;
///
///   void handle(Request incoming) {      // in a fiber for each request
///     request.set(std::move(incoming));
///     authorise();                       // looks at request->user
///   }
///
/// A value dies when its fiber ends, or with the FiberLocal.

#include <functional>
#include <memory>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "gfetch/engine/detail/fiber_core.h"

namespace gfetch {

template <class T>
class FiberLocal {
 public:
  /// Fibers that have no value yet get a default one when they ask.
  FiberLocal() requires std::is_default_constructible_v<T>
      : FiberLocal([] { return T(); }) {}
  /// The same, with what `initial` returns.
  explicit FiberLocal(std::function<T()> initial)
      : initial_(std::move(initial)) {}
  ~FiberLocal() {
    while (!values_.empty()) values_.front().fiber.drop_local(this);
  }
  FiberLocal(const FiberLocal&) = delete;
  FiberLocal& operator=(const FiberLocal&) = delete;

  /// The running fiber's value, or nullptr when it has none.
  /// Never blocks.
  T* find() const {
    auto* value = detail::current_core().local(this);
    return value == nullptr ? nullptr : &static_cast<Value*>(value)->value;
  }
  /// The running fiber's value, made if it has none.
  /// Never blocks.
  T& get() {
    if (T* value = find()) return *value;
    return add(initial_());
  }
  T& operator*() { return get(); }
  T* operator->() { return &get(); }

  /// Never blocks.
  void set(T value) {
    if (T* old = find()) {
      *old = std::move(value);
    } else {
      add(std::move(value));
    }
  }
  /// The running fiber has no value any more.
  /// Never blocks.
  void reset() {
    if (find() != nullptr) detail::current_core().drop_local(this);
  }

 private:
  struct Value final : detail::LocalValue {
    Value(const FiberLocal* its_local, detail::FiberCore& its_fiber,
          T its_value)
        : LocalValue(its_local, its_fiber), value(std::move(its_value)) {}
    T value;
  };

  T& add(T value) {
    detail::FiberCore& fiber = detail::current_core();
    auto made = std::make_unique<Value>(this, fiber, std::move(value));
    Value& its = *made;
    fiber.add_local(std::move(made));
    values_.push_back(its);
    return its.value;
  }

  std::function<T()> initial_;
  detail::List<detail::LocalValue> values_;
};

}  // namespace gfetch
