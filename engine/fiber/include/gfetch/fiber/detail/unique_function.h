#pragma once
/// A function without arguments and result that can be moved and not copied, so
/// that it may own objects that are move-only. C++23's std::move_only_function
/// can replace it.

#include <concepts>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

#include "gfetch/fiber/detail/language.h"

namespace gfetch::detail {

class UniqueFunction {
 public:
  UniqueFunction() = default;
  template <class F>
  requires(!std::same_as<F, UniqueFunction> && std::invocable<F&>)
      UniqueFunction(F fn)
      : held_(std::make_unique<Held<F>>(std::move(fn))) {}

  /// True if there is a function to call.
  explicit operator bool() const noexcept { return held_ != nullptr; }
  /// Calls the function. Requires that there is one.
  void operator()() { held_->call(); }

 private:
  struct Base {
    virtual ~Base() = default;
    virtual void call() = 0;
  };
  template <class F>
  struct Held final : Base {
    explicit Held(F its_fn) : fn(std::move(its_fn)) {}
    void call() override { std::invoke(fn); }
    F fn;
  };

  std::unique_ptr<Base> held_;
};

}  // namespace gfetch::detail
