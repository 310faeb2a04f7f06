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

/// The type of the parameter of a function; void if it has none.
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
