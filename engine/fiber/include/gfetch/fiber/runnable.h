#pragma once
/// A fiber whose data and code are an object: its members, and its function
/// run(). The object exists as long as a handle to the fiber, or until the
/// fiber has ended if that is later.
///
///   class Greeter {
///    public:
///     Greeter(std::string greeting, gfetch::Duration pause)
///         : greeting_(std::move(greeting)), pause_(pause) {}
///
///     void run() {
///       for (const char* name : {"Ada", "Grace", "Edsger"}) {
///         std::printf("%s, %s\n", greeting_.c_str(), name);
///         ++greeted_;
///         gfetch::sleep_for(pause_);
///       }
///     }
///
///     int greeted() const { return greeted_; }
///   };
///
///   auto greeter = gfetch::spawn<Greeter>("Hi there", 3s);
///   greeter.join();
///   std::printf("%d in all\n", greeter->greeted());
///
/// run() may be a virtual function of a base class.

#include <chrono>
#include <optional>
#include <type_traits>
#include <utility>

#include "gfetch/fiber/fiber.h"

namespace gfetch {

namespace detail {

template <class Object>
using RunResult = std::decay_t<decltype(std::declval<Object&>().run())>;

/// The control block of a fiber together with its object, in one allocation.
template <class Object>
class ObjectTask final : public FiberResult<RunResult<Object>> {
 public:
  template <class... Args>
  explicit ObjectTask(Args&&... args)
      : object(std::in_place, std::forward<Args>(args)...) {
    this->owns_objects = true;
  }

  std::optional<Object> object;

 private:
  void run() override {
    if constexpr (std::is_void_v<RunResult<Object>>) {
      object->run();
    } else {
      this->value.emplace(object->run());
    }
  }
  void drop_closure() noexcept override {}
  void drop_result() noexcept override {
    object.reset();
    if constexpr (!std::is_void_v<RunResult<Object>>) this->value.reset();
    this->owns_objects = false;
  }
};

}  // namespace detail

/// A handle to a fiber whose code is an Object. The result of the fiber is that
/// of run().
template <Runnable Object>
class FiberOf : public Fiber<detail::RunResult<Object>> {
 public:
  FiberOf() = default;

  Object& operator*() const {
    return *static_cast<detail::ObjectTask<Object>&>(this->state()).object;
  }
  Object* operator->() const { return &**this; }

 private:
  friend struct detail::FiberAccess;

  explicit FiberOf(detail::ObjectTask<Object>* state)
      : Fiber<detail::RunResult<Object>>(state) {}
};

/// Constructs an Object from `args`, and a fiber for it that is not started.
/// Returns a FiberOf<Object>.
template <class Object, class... Args>
[[nodiscard]] auto make_fiber(Args&&... args) {
  constexpr bool kRuns = Runnable<Object>;
  constexpr bool kFits = std::is_constructible_v<Object, Args...>;
  static_assert(kRuns, "the object of a fiber is of a class with run()");
  static_assert(kFits || !kRuns,
                "the object of a fiber cannot be constructed from these "
                "arguments");
  if constexpr (kRuns && kFits) {
    return detail::FiberAccess::make<FiberOf<Object>>(
        new detail::ObjectTask<Object>(std::forward<Args>(args)...));
  } else {
    return detail::MistakenFiber();
  }
}

/// Constructs an Object from `args`, and starts a fiber that calls its run().
/// The fiber begins to run when the calling fiber blocks. Returns a
/// FiberOf<Object>.
template <class Object, class... Args>
auto spawn(Args&&... args) {
  auto fiber = make_fiber<Object>(std::forward<Args>(args)...);
  fiber.start();
  return fiber;
}

/// Constructs an Object from `args`, and starts a fiber that calls its run()
/// after `delay`. Returns a FiberOf<Object>.
template <class Object, class Rep, class Period, class... Args>
auto spawn_later(std::chrono::duration<Rep, Period> delay, Args&&... args) {
  auto fiber = make_fiber<Object>(std::forward<Args>(args)...);
  fiber.start_later(delay);
  return fiber;
}

}  // namespace gfetch
