#pragma once
/// Runs a call that blocks its thread, such as one of a library without a
/// non-blocking form, in another thread, while only the calling fiber waits.
///
///   auto loading = gfetch::spawn([] {
///     const std::string text = gfetch::offload(read_slowly, "big.txt");
///     std::printf("%s\n", text.c_str());
///   });
///   gfetch::yield();
///   std::puts("meanwhile");  // the file is being read
///   loading.join();
///
/// The threads are those of the process: at most 10, as in gevent's thread
/// pool, started when they are needed, used again, and ended after 10 seconds
/// without work. Calls beyond that number wait in the order in which they came.

#include <exception>
#include <functional>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>

#include "gfetch/fiber/detail/handoff.h"
#include "gfetch/fiber/detail/mistake.h"
#include "gfetch/fiber/detail/worker_threads.h"

namespace gfetch {

namespace detail {

/// The call of a copy of an F with copies of `Args`.
template <class F, class... Args>
struct Called {
  static constexpr bool kFits = false;
  using Result = Mistake;
};
template <class F, class... Args>
requires(std::is_constructible_v<std::decay_t<F>, F> &&
         (std::is_constructible_v<std::decay_t<Args>, Args> && ...) &&
         std::is_invocable_v<std::decay_t<F>,
                             std::decay_t<Args>...>) struct Called<F, Args...> {
  static constexpr bool kFits = true;
  using Result = std::invoke_result_t<std::decay_t<F>, std::decay_t<Args>...>;
};

}  // namespace detail

/// Calls `f` with `args` in another thread, and returns its result or throws
/// its exception. The function and its arguments are copied or moved, as by
/// std::thread; std::ref passes a reference to an object, which must then
/// outlive the call, not the fiber's wait. The hub is not idle meanwhile.
///
/// A kill or a Timeout ends the wait alone: no thread can be stopped from
/// outside. The function and the arguments live until the call has returned;
/// then its result is dropped. They are destroyed in that thread. The function
/// must not use the hub: its thread has none. Signals are blocked there.
///
/// A call that is in progress when the process exits is abandoned, so that the
/// exit does not wait for it: what it uses must not be destroyed by main() or
/// by static destructors. Throws std::system_error if no thread can be started.
/// Blocks the calling fiber.
template <class F, class... Args>
auto offload(F&& f, Args&&... args) {
  using Called = detail::Called<F, Args...>;
  using R = typename Called::Result;
  static_assert(Called::kFits,
                "offload: the function cannot be called with copies of these "
                "arguments (std::ref passes a reference, std::move what cannot "
                "be copied)");
  static_assert(!std::is_rvalue_reference_v<R>,
                "offload: the function returns an rvalue reference");
  if constexpr (!Called::kFits || std::is_rvalue_reference_v<R>) {
    return detail::Mistake();
  } else if constexpr (std::is_lvalue_reference_v<R>) {
    return std::ref(*offload(
        [](auto&& call, auto&&... its) {
          return &std::invoke(std::forward<decltype(call)>(call),
                              std::forward<decltype(its)>(its)...);
        },
        std::forward<F>(f), std::forward<Args>(args)...));
  } else {
    detail::Handoff<R> handoff("offload");
    detail::WorkerThreads::process().run(
        [giver = handoff.giver(),
         call = std::make_unique<
             std::tuple<std::decay_t<F>, std::decay_t<Args>...>>(
             std::forward<F>(f), std::forward<Args>(args)...)]() mutable {
          const auto invoke = [](auto&&... its) -> R {
            return std::invoke(std::forward<decltype(its)>(its)...);
          };
          try {
            if constexpr (std::is_void_v<R>) {
              std::apply(invoke, std::move(*call));
              call.reset();
              giver.give();
            } else {
              R result = std::apply(invoke, std::move(*call));
              call.reset();
              giver.give(std::move(result));
            }
          } catch (...) {
            giver.give_exception(std::current_exception());
          }
        });
    handoff.wait();
    return handoff.take();
  }
}

}  // namespace gfetch
