#pragma once
/// The results of Group::imap() and Group::imap_unordered(), which are taken
/// one by one.
///
///   gfetch::Pool pool(2);
///   auto sizes = pool.imap(size_of, files);   // files: any range
///   while (std::optional<std::size_t> size = sizes.next()) total += *size;
///
/// If a call throws an exception, the next() that would return its result
/// throws the exception; the results after it can still be taken. When the Imap
/// is destroyed early, by any thread, no further calls are started, and running
/// calls continue; the exceptions of calls that next() has not thrown are
/// reported.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/fiber/semaphore.h"

namespace gfetch {

namespace detail {

/// True if an F can be called with copies of the items of a Range.
template <class F, class Range>
concept Mappable = requires(F& fn, Range& range) {
  std::begin(range) != std::end(range);
  typename std::invoke_result_t<F&,
                                std::decay_t<decltype(*std::begin(range))>&>;
};
template <class F, class Range>
consteval bool require_mappable() {
  static_assert(Mappable<F, Range>,
                "the function of a map cannot be called with a copy of an item "
                "of this range, or it is no range");
  return Mappable<F, Range>;
}

enum class ImapOrder : std::uint8_t { kOfItems, kOfEnds };

/// The state of one imap() that its feeder, the calls and the Imap share: the
/// fibers of the ended calls, and the number of calls.
class ImapCalls {
 public:
  ImapCalls(std::size_t maxsize, ImapOrder order);

  /// Waits until another call may be started. Returns false if the Imap was
  /// destroyed.
  /// Blocks the calling fiber.
  bool wait_for_slot();
  /// True if the Imap was destroyed: no further call may be started.
  const bool& abandoned() const noexcept { return abandoned_; }

  /// Announces `call`, whose result is the next one. `calls` is this object.
  static void announce(const std::shared_ptr<ImapCalls>& calls,
                       const AnyFiber& call);
  /// Observes the feeder: its exception is a result, and no call is announced
  /// after its end.
  static void observe_feeder(const std::shared_ptr<ImapCalls>& calls,
                             const AnyFiber& feeder);

  /// Waits for the next ended call. Returns nullopt after the last one.
  /// Blocks the calling fiber.
  std::optional<AnyFiber> next();
  /// Ends the work for an Imap that is being destroyed, in the thread of its
  /// hub. `calls` is this object.
  static void abandon(std::shared_ptr<ImapCalls> calls) noexcept;

 private:
  class EndLink;

  void abandon_here() noexcept;

  void add(std::size_t index, const AnyFiber& ended);
  void end_when_complete();

  Semaphore slots_;
  bool limited_;
  ImapOrder order_;
  bool abandoned_ = false;
  bool fed_ = false;
  std::size_t announced_ = 0;
  std::size_t added_ = 0;
  std::size_t taken_over_ = 0;
  // Calls, by the index of their item, that ended before an earlier call.
  std::map<std::size_t, AnyFiber> early_;
  std::optional<Queue<AnyFiber>> out_;  // absent: the Imap was destroyed
};

/// Starts a call for each item of the range. Runs in a fiber of its own.
/// Blocks the calling fiber.
template <class Group, class F, class Range>
void feed_imap(const std::shared_ptr<ImapCalls>& calls, Group& group,
               const std::shared_ptr<F>& fn, Range& range) {
  for (auto&& item : range) {
    if (!calls->wait_for_slot()) return;
    auto call =
        make_fiber([fn](auto its_item) { return std::invoke(*fn, its_item); },
                   std::forward<decltype(item)>(item));
    if (!FiberAccess::start_unless(calls->abandoned(), group, call)) return;
    ImapCalls::announce(calls, call);
  }
}

}  // namespace detail

/// The results of calls of a function that returns R.
template <class R>
class Imap {
 public:
  /// R, or std::monostate if R is void.
  using value_type = std::conditional_t<std::is_void_v<R>, std::monostate, R>;

  ~Imap() {
    if (calls_) detail::ImapCalls::abandon(std::move(calls_));
  }
  Imap(Imap&&) noexcept = default;
  Imap& operator=(Imap&&) = delete;

  /// Waits for the next result and returns it. Returns nullopt after the last
  /// result.
  /// Blocks the calling fiber.
  std::optional<value_type> next() {
    const auto calls = calls_;  // the Imap may be destroyed during the wait
    const std::optional<AnyFiber> ended = calls->next();
    if (!ended) return std::nullopt;
    auto& state = detail::state_with_result(*ended, {});
    if constexpr (std::is_void_v<R>) {
      return value_type();
    } else {
      return std::move(*static_cast<detail::FiberResult<R>&>(state).value);
    }
  }

 private:
  friend struct detail::FiberAccess;

  explicit Imap(std::shared_ptr<detail::ImapCalls> calls)
      : calls_(std::move(calls)) {}

  std::shared_ptr<detail::ImapCalls> calls_;
};

}  // namespace gfetch
