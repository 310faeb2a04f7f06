#pragma once
/// The control block of a greenlet together with its function, in one
/// allocation.

#include <optional>
#include <type_traits>
#include <utility>

#include "gfetch/fiber/detail/greenlet_state.h"
#include "gfetch/fiber/detail/greenlet_switch.h"
#include "gfetch/fiber/detail/parcel.h"

namespace gfetch::detail {

/// The type of the parameter of a function; void if it has none. No type if it
/// has several, or one whose type is not declared.
template <class F>
struct ArgumentOf {};
template <class F>
requires requires {
  &F::operator();
}
struct ArgumentOf<F> : ArgumentOf<decltype(&F::operator())> {};
template <class R, bool kNo>
struct ArgumentOf<R (*)() noexcept(kNo)> : std::type_identity<void> {};
template <class R, class A, bool kNo>
struct ArgumentOf<R (*)(A) noexcept(kNo)>
    : std::type_identity<std::decay_t<A>> {};
template <class R, class F, bool kNo>
struct ArgumentOf<R (F::*)() noexcept(kNo)> : std::type_identity<void> {};
template <class R, class F, bool kNo>
struct ArgumentOf<R (F::*)() const noexcept(kNo)> : std::type_identity<void> {};
template <class R, class F, class A, bool kNo>
struct ArgumentOf<R (F::*)(A) noexcept(kNo)>
    : std::type_identity<std::decay_t<A>> {};
template <class R, class F, class A, bool kNo>
struct ArgumentOf<R (F::*)(A) const noexcept(kNo)>
    : std::type_identity<std::decay_t<A>> {};

/// Calls a function, and puts what it returns into a Parcel.
template <class Call>
Parcel packed(Call&& call) {
  if constexpr (std::is_void_v<std::invoke_result_t<Call&>>) {
    call();
    return {};
  } else {
    return Parcel(call());
  }
}

template <class F>
class GreenletTask final : public GreenletState {
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
  void dispose() noexcept override { dispose_greenlet(*this); }

  std::optional<F> fn_;
};

/// Returns a new greenlet that calls `fn`.
template <class F>
GreenletRef make_greenlet(F fn) {
  constexpr bool kFits = requires {
    typename ArgumentOf<F>::type;
  };
  static_assert(kFits,
                "the function of a greenlet has no parameter, or one whose "
                "type is declared");
  if constexpr (kFits) {
    return GreenletRef(new GreenletTask<F>(std::move(fn)));
  } else {
    return {};
  }
}

/// Puts a value, or none, into a Parcel.
template <class... In>
Parcel parcel_of(In&&... value) {
  static_assert(sizeof...(In) <= 1, "a switch passes one value, or none");
  if constexpr (sizeof...(In) <= 1) {
    return Parcel(std::forward<In>(value)...);
  } else {
    return {};
  }
}

}  // namespace gfetch::detail
