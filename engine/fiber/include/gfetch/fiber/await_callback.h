#pragma once
/// Waits for a function that takes a callback, as many C and C++ libraries have
/// them, as if it returned its result.
///
///   std::string lookup(const std::string& name) {
///     return gfetch::await_callback<std::string>([&](auto done) {
///       directory.find_async(name, done);  // calls done(text) in its thread
///     });
///   }
///
///   std::optional<std::string> lookup_soon(const std::string& name) {
///     return gfetch::await_callback<std::string>(
///         [&](auto done) { directory.find_async(name, done); }, 2ms);
///   }
///
/// A callback of C takes a function and a pointer. The pointer is a copy of
/// `done` on the heap, never one to the fiber's stack: the fiber may be killed
/// before the call.
///
///   using Done = gfetch::CallbackDone<int>;
///   const int found = gfetch::await_callback<int>([&](Done done) {
///     c_start("carol", [](void* self, int status) {
///       const std::unique_ptr<Done> own(static_cast<Done*>(self));
///       (*own)(status);
///     }, new Done(done));
///   });

#include <exception>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

#include "gfetch/fiber/detail/handoff.h"
#include "gfetch/fiber/wait_limit.h"

namespace gfetch {

/// The callback that await_callback() passes on. It may be copied, and called
/// in any thread or in the hub, also before the start function has returned,
/// and after the fiber was killed, its limit has expired, or its hub has ended:
/// the result is then dropped. Only the first call counts.
template <class T = void>
class CallbackDone {
 public:
  /// Ends the wait with a T that is constructed from `value`. Returns false if
  /// the wait was ended before by this or another copy.
  template <class... V>
  bool operator()(V&&... value) const {
    constexpr bool kFits = std::is_constructible_v<detail::GivenValue<T>, V...>;
    static_assert(kFits,
                  "await_callback: the result cannot be constructed from what "
                  "the callback is called with");
    if constexpr (kFits) return giver_.give(std::forward<V>(value)...);
    return false;
  }
  /// Makes await_callback() throw `exception`. Returns false if the wait was
  /// ended before. Throws std::invalid_argument if `exception` is null.
  bool fail(std::exception_ptr exception) const {
    return giver_.give_exception(std::move(exception));
  }

 private:
  template <class U, class Start>
  friend U await_callback(Start&& start);
  template <class U, class Start>
  friend auto await_callback(Start&& start, WaitLimit limit);

  explicit CallbackDone(typename detail::Handoff<T>::Giver giver)
      : giver_(std::move(giver)) {}

  typename detail::Handoff<T>::Giver giver_;
};

namespace detail {

template <class Start, class Done>
void start_call(Start&& start, Done done) {
  constexpr bool kFits = std::is_invocable_v<Start, Done>;
  static_assert(kFits,
                "await_callback: the start function cannot be called with a "
                "CallbackDone<T>");
  if constexpr (kFits) std::invoke(std::forward<Start>(start), std::move(done));
}

}  // namespace detail

/// Calls `start(done)` with a CallbackDone<T>, waits until `done` is called,
/// and returns the value that it was called with. The hub is not idle
/// meanwhile. Throws what start() throws, the exception of done.fail(), and
/// BrokenPromise if all copies of `done` were destroyed without a call. A kill
/// or a Timeout ends the wait alone: the operation that start() began goes on.
/// Blocks the calling fiber.
template <class T = void, class Start>
T await_callback(Start&& start) {
  detail::Handoff<T> handoff("callback");
  detail::start_call(std::forward<Start>(start),
                     CallbackDone<T>(handoff.giver()));
  handoff.wait();
  return handoff.take();
}

/// Waits like await_callback() without a limit. Returns a std::optional<T>,
/// which is nullopt if `limit` expired first; if T is void, a bool, which is
/// false then. The limit begins after start() has returned.
/// Blocks the calling fiber.
template <class T = void, class Start>
[[nodiscard]] auto await_callback(Start&& start, WaitLimit limit) {
  using InTime = std::conditional_t<std::is_void_v<T>, bool, std::optional<T>>;
  detail::Handoff<T> handoff("callback");
  detail::start_call(std::forward<Start>(start),
                     CallbackDone<T>(handoff.giver()));
  if (!handoff.wait(limit)) return InTime();
  if constexpr (std::is_void_v<T>) {
    handoff.take();
    return true;
  } else {
    return InTime(handoff.take());
  }
}

}  // namespace gfetch
