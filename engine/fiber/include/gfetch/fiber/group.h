#pragma once
/// A set of fibers that are joined and killed together.
///
///   {
///     gfetch::Group group;
///     for (const Url& url : urls) group.spawn(fetch, url);
///     if (!group.join(1s)) std::printf("%zu is late\n", group.size());
///   }  // members that still ran were killed here, and waited for
///
/// A group belongs to the hub that first uses it, until that hub has ended: in
/// other threads all but size() and empty() throw std::logic_error, and its
/// destructor reports members that are left, which go on.

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <iterator>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "gfetch/fiber/detail/lifespan.h"
#include "gfetch/fiber/detail/mistake.h"
#include "gfetch/fiber/event.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/imap.h"
#include "gfetch/fiber/wait_limit.h"

namespace gfetch {

class Group {
 public:
  Group();
  /// Kills the remaining members and waits until they have ended. If a member
  /// itself destroys the group, that member leaves the group and continues. If
  /// the members cannot be waited for (the hub itself runs, the hub has ended,
  /// or the main fiber waits and nothing can wake a member that has swallowed
  /// the kill), the members that are left are reported on stderr and let go.
  /// Blocks the calling fiber while members are left. In another thread than
  /// the hub's it blocks nothing: the members are reported and let go, and the
  /// waits of all fibers throw std::logic_error.
  virtual ~Group();
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;

  /// Starts a fiber as a member of the group. The fiber leaves the group when
  /// it has ended.
  /// Blocks the calling fiber while a Pool is full.
  template <class F, class... Args>
  auto spawn(F&& fn, Args&&... args) {
    auto fiber = make_fiber(std::forward<F>(fn), std::forward<Args>(args)...);
    start(fiber);
    return fiber;
  }

  /// Calls copies of `fn` and `args` in a new member and returns the result; of
  /// a function that returns a reference, a copy. If the calling fiber is
  /// itself a member, it makes the call directly: in a full Pool it would
  /// otherwise wait for its own end. Blocks the calling fiber.
  template <class F, class... Args>
  auto apply(F&& fn, Args&&... args) {
    auto call =
        detail::bind_call(std::forward<F>(fn), std::forward<Args>(args)...);
    using R = std::decay_t<std::invoke_result_t<decltype(call)&>>;
    const auto here = [&]() -> R { return call(); };
    return contains(current_fiber()) ? here() : spawn(std::move(call)).get();
  }

  /// Returns a new fiber, which calls `fn` in a new member and ends with its
  /// result. The new fiber, not the calling one, waits while a Pool is full.
  template <class F, class... Args>
  auto apply_async(F&& fn, Args&&... args) {
    auto call =
        detail::bind_call(std::forward<F>(fn), std::forward<Args>(args)...);
    auto caller = make_fiber([this, call = std::move(call)]() mutable {
      return spawn(std::move(call)).get();
    });
    start_helper(caller);
    return caller;
  }

  /// Adds `fiber` to the group. Does nothing if the fiber is already a member.
  /// Blocks the calling fiber while a Pool is full.
  void add(const AnyFiber& fiber);
  /// Removes `fiber` from the group; the fiber continues to run. Does nothing
  /// if the fiber is no member.
  void discard(const AnyFiber& fiber);

  bool contains(const AnyFiber& fiber) const;
  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  std::vector<AnyFiber> members() const;

  /// Waits until all members have ended. Returns false if `limit` expired
  /// first. A member that joins its own group waits for itself, as in gevent;
  /// without a limit LoopExit reports it.
  /// Blocks the calling fiber.
  bool join(WaitLimit limit = {});
  /// Waits until all members have ended, or until an exception ends one of
  /// them, also one that was added during the wait: then throws that exception
  /// at once. The other members continue to run. (gevent waits for all of them,
  /// and then raises.) A member that was killed by a FiberExit throws nothing.
  /// Blocks the calling fiber.
  void join_or_throw();

  /// Kills each member once, also members that are added during the kill. A
  /// member that kills its own group is killed, too: kill() throws the
  /// exception in it. Returns true if all members have ended, and false if
  /// `limit` expired first or `mode` is kLater and a member has not ended yet.
  /// A member may destroy the group meanwhile: kill() then waits for those that
  /// it has killed.
  /// Throws std::invalid_argument if `exception` is null.
  /// Blocks the calling fiber, unless `mode` is kLater.
  bool kill(const std::exception_ptr& exception = fiber_exit(),
            KillMode mode = KillMode::kBlock, WaitLimit limit = {});

  /// Calls fn(item) for each item of `range`, each call in a member of its own.
  /// Returns the results in the order of the items; nothing if `fn` returns
  /// void. If a call throws an exception, throws that of the first such call;
  /// the other calls continue.
  /// Blocks the calling fiber.
  template <class F, class Range>
  auto map(F fn, Range range) {
    if constexpr (!detail::require_mappable<F, Range>()) {
      return detail::Mistake();
    } else {
      auto results = imap(std::move(fn), std::move(range));
      using Value = typename decltype(results)::value_type;
      if constexpr (std::is_same_v<Value, std::monostate>) {
        while (results.next()) {
        }
      } else {
        std::vector<Value> values;
        while (auto value = results.next()) values.push_back(*std::move(value));
        return values;
      }
    }
  }

  /// Calls `fn` like map(), and returns an Imap, from which the results are
  /// taken one by one. At most `maxsize` calls are started whose results were
  /// not yet taken (0: any number). The group, and all objects to which `range`
  /// refers, must outlive the calls.
  template <class F, class Range>
  [[nodiscard]] auto imap(F fn, Range range, std::size_t maxsize = 0) {
    return start_imap(std::move(fn), std::move(range), maxsize,
                      detail::ImapOrder::kOfItems);
  }

  /// Calls `fn` like imap(), but the results come in the order in which the
  /// calls end.
  template <class F, class Range>
  [[nodiscard]] auto imap_unordered(F fn, Range range,
                                    std::size_t maxsize = 0) {
    return start_imap(std::move(fn), std::move(range), maxsize,
                      detail::ImapOrder::kOfEnds);
  }

  /// Adds a fiber that was constructed by make_fiber() to the group and starts
  /// it.
  /// Blocks the calling fiber while a Pool is full.
  void start(const AnyFiber& fiber);

 protected:
  /// Functions for Pool, which takes a permit before a member is added and
  /// releases it after the member was removed.
  virtual void before_adding() {}
  virtual void after_removing() noexcept {}
  /// Throws std::logic_error if the group belongs to the hub of another thread.
  void check_home() const { detail::FiberAccess::check_home(empty_); }
  /// Does the work of the destructor, which a derived class must call in its
  /// own.
  void end_members() noexcept;

 private:
  friend struct detail::FiberAccess;
  struct Member;
  struct Joiner;
  struct Remains;

  template <class F, class Range>
  auto start_imap(F fn, Range range, std::size_t maxsize,
                  detail::ImapOrder order) {
    if constexpr (!detail::require_mappable<F, Range>()) {
      return detail::FiberAccess::make<Imap<detail::Mistake>>(
          std::shared_ptr<detail::ImapCalls>());
    } else {
      using Item = std::decay_t<decltype(*std::begin(range))>;
      using R = std::decay_t<std::invoke_result_t<F&, Item&>>;
      auto calls = std::make_shared<detail::ImapCalls>(maxsize, order);
      auto feeder =
          make_fiber([this, calls, fn = std::make_shared<F>(std::move(fn)),
                      range = std::move(range)]() mutable {
            detail::feed_imap(calls, *this, fn, range);
          });
      feeder.name("imap");
      detail::ImapCalls::observe_feeder(calls, feeder);
      start_helper(feeder);
      return detail::FiberAccess::make<Imap<R>>(std::move(calls));
    }
  }

  /// Starts a fiber that is no member, but uses the group: the destructor ends
  /// it, too.
  void start_helper(const AnyFiber& fiber);
  /// Starts `fiber` as a member, unless `cancelled` is true after the wait for
  /// a place. Returns whether it was started.
  bool start_unless(const bool& cancelled, const AnyFiber& fiber);
  void add_member(const AnyFiber& fiber);
  void member_ended(Member& member) noexcept;
  /// Kills the members that kill() has not killed yet: first those that have
  /// not begun, so that none of them can start while the others unwind. Returns
  /// early if the group is destroyed meanwhile, which `watch` tells.
  void kill_unkilled(const std::exception_ptr& exception,
                     const detail::Lifespan::Watch& watch);
  /// Kills `member` unless it was killed, or `begun` says otherwise of it.
  /// Returns the member to look at next, or null.
  Member* kill_if(bool begun, Member& member,
                  const std::exception_ptr& exception,
                  const detail::Lifespan::Watch& watch);
  void remove(Member& member) noexcept;
  void wake_joiners() noexcept;
  void kill_members() noexcept;
  void let_members_go() noexcept;
  void let_caller_go() noexcept;
  static Member* find(detail::List<Member>& list,
                      const AnyFiber& fiber) noexcept;
  static std::vector<AnyFiber> fibers_of(detail::List<Member>& list);

  mutable detail::List<Member> members_;
  mutable detail::List<Member> helpers_;
  detail::List<Joiner> joiners_;
  std::size_t size_ = 0;
  std::uint64_t changes_ = 0;  // the number of changes to the list of members
  mutable Event empty_{"group.join"};
  detail::Lifespan lifespan_;
};

}  // namespace gfetch
