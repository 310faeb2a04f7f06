#pragma once
/// The control block of a raw greenlet, and the values that travel with a
/// switch.

#include <concepts>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <typeinfo>
#include <utility>

#include "gfetch/fiber/detail/fiber_core.h"

namespace gfetch::detail {

[[noreturn]] void throw_wrong_value(const std::type_info* handed,
                                    const std::type_info& expected);

/// One value of any type, or none.
class Parcel {
 public:
  Parcel() = default;
  template <class T>
  requires(!std::same_as<T, Parcel>) explicit Parcel(T value)
      : value_(std::make_shared<T>(std::move(value))), type_(&typeid(T)) {}

  /// The value, which must be a T exactly; whatever it is, when T is void.
  template <class T>
  T unpack() {
    if constexpr (!std::is_void_v<T>) {
      if (type_ == nullptr || *type_ != typeid(T)) {
        throw_wrong_value(type_, typeid(T));
      }
      return std::move(*static_cast<T*>(value_.get()));
    }
  }

 private:
  std::shared_ptr<void> value_;
  const std::type_info* type_ = nullptr;
};

/// One greenlet: its stack, its parent, and what was sent to it.
class GreenletCore : public ListHook {
 public:
  using Ref = CoreRef<GreenletCore>;

  GreenletCore() = default;
  virtual ~GreenletCore() = default;

  void add_ref() noexcept { ++refs_; }
  void release() noexcept {
    if (--refs_ == 0) dispose();
  }

  /// The one that runs in the running fiber.
  static Ref current();

  /// Switches to it, or where it leads when it is dead, and returns what comes
  /// back, or throws it.
  Parcel transfer(Parcel value, std::exception_ptr exception);

  static Parcel transfer_to_parent(Parcel value);

  const Ref& parent() const noexcept { return parent_; }
  void parent(const Ref& parent);
  bool started() const noexcept { return state_ == State::kStarted; }
  bool dead() const noexcept { return state_ == State::kDead; }

  /// Ends it by a GreenletExit, as often as it takes. False when it survives.
  bool unwind() noexcept;
  /// Forgets one that survives: its stack is never run again.
  void abandon() noexcept;

 protected:
  virtual Parcel run(Parcel first) = 0;
  virtual void drop_closure() noexcept = 0;

 private:
  friend class FirstGreenlet;
  friend class FiberGreenlets;

  enum class State : std::uint8_t { kNew, kStarted, kDead };

  static void run_to_end(void* self) noexcept;
  void begin();
  void die_unborn() noexcept;
  /// Gives its stack back; nobody runs on it any more.
  void bury() noexcept;
  void dispose() noexcept;

  Context context_;
  Ref parent_;
  Parcel value_;                  // sent to it with the last switch
  std::exception_ptr exception_;  // likewise
  std::uint32_t refs_ = 0;
  State state_ = State::kNew;
};

/// The type of the one argument of a function, void when it has none.
template <class F>
struct ArgumentOf : ArgumentOf<decltype(&F::operator())> {};
template <class R>
struct ArgumentOf<R (*)()> : std::type_identity<void> {};
template <class R, class A>
struct ArgumentOf<R (*)(A)> : std::type_identity<std::decay_t<A>> {};
template <class R, class F>
struct ArgumentOf<R (F::*)()> : std::type_identity<void> {};
template <class R, class F>
struct ArgumentOf<R (F::*)() const> : std::type_identity<void> {};
template <class R, class F, class A>
struct ArgumentOf<R (F::*)(A)> : std::type_identity<std::decay_t<A>> {};
template <class R, class F, class A>
struct ArgumentOf<R (F::*)(A) const> : std::type_identity<std::decay_t<A>> {};

template <class F>
class GreenletTask final : public GreenletCore {
 public:
  explicit GreenletTask(F fn) : fn_(std::move(fn)) {}

 private:
  using Argument = typename ArgumentOf<F>::type;

  Parcel run(Parcel first) override {
    if constexpr (std::is_void_v<Argument>) {
      return packed(*fn_);
    } else {
      return packed([&] { return (*fn_)(first.unpack<Argument>()); });
    }
  }
  void drop_closure() noexcept override { fn_.reset(); }

  template <class Call>
  static Parcel packed(Call&& call) {
    if constexpr (std::is_void_v<std::invoke_result_t<Call&>>) {
      call();
      return {};
    } else {
      return Parcel(call());
    }
  }

  std::optional<F> fn_;
};

}  // namespace gfetch::detail
