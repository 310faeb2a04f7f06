#pragma once
/// A set of fibers that belong together: joined, killed and mapped as one.
///
///   {
///     gfetch::Group group;
///     for (const Url& url : urls) group.spawn(fetch, url);
///     if (!group.join(1s)) std::printf("%zu is late\n", group.size());
///   }  // whatever still ran here was killed, and waited for

#include <cstddef>
#include <exception>
#include <functional>
#include <iterator>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "gfetch/fiber/event.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/imap.h"
#include "gfetch/fiber/wait_limit.h"

namespace gfetch {

class Group {
 public:
  Group();
  /// Kills what is left and waits for its end.
  /// Blocks the calling fiber while members are left.
  virtual ~Group();
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;

  /// Spawns a member, which leaves when it has ended.
  /// Never blocks; a full Pool does.
  template <class F, class... Args>
  auto spawn(F&& fn, Args&&... args) {
    auto fiber = make_fiber(std::forward<F>(fn), std::forward<Args>(args)...);
    start(fiber);
    return fiber;
  }

  /// Calls `fn` in a member and returns what it returns; a member that asks
  /// calls it itself, for it could not wait for room.
  /// Blocks the calling fiber.
  template <class F, class... Args>
  decltype(auto) apply(F&& fn, Args&&... args) {
    if (contains(current_fiber())) {
      return std::invoke(std::forward<F>(fn), std::forward<Args>(args)...);
    }
    return spawn(std::forward<F>(fn), std::forward<Args>(args)...).get();
  }

  /// The same, later: a fiber that ends as the call did. Waiting for room is
  /// left to that fiber.
  /// Never blocks.
  template <class F, class... Args>
  auto apply_async(F&& fn, Args&&... args) {
    auto call =
        detail::bind_call(std::forward<F>(fn), std::forward<Args>(args)...);
    return gfetch::spawn([this, call = std::move(call)]() mutable {
      return spawn(std::move(call)).get();
    });
  }

  /// Takes `fiber` in. Does nothing when it is a member.
  /// Never blocks; a full Pool does.
  void add(const AnyFiber& fiber);
  /// Lets `fiber` go, still running. Does nothing when it is no member.
  /// Never blocks.
  void discard(const AnyFiber& fiber) noexcept;

  bool contains(const AnyFiber& fiber) const noexcept;
  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  std::vector<AnyFiber> members() const;

  /// Waits until it is empty; false when `limit` passed first.
  /// Blocks the calling fiber.
  bool join(WaitLimit limit = {});
  /// The same, but throws what the first failing member threw; the others go
  /// on.
  /// Blocks the calling fiber.
  void join_or_throw();

  /// Kills all members, also those spawned while it does so, but none a second
  /// time; false when `limit` passed before it was empty.
  /// Blocks the calling fiber, unless kLater.
  bool kill(const std::exception_ptr& exception = fiber_exit(),
            KillMode mode = KillMode::kBlock, WaitLimit limit = {});

  /// fn(item) for each item of `range`, in members; the results in the order
  /// of the items, or nothing when `fn` returns nothing. Throws what the first
  /// failing call threw; the others go on.
  /// Blocks the calling fiber.
  template <class F, class Range>
  auto map(F fn, Range range) {
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

  /// The same, one result at a time. With `maxsize`, at most that many calls
  /// are started ahead of the results that were taken. The group, and what
  /// `range` refers to, must outlive the calls.
  /// Never blocks.
  template <class F, class Range>
  auto imap(F fn, Range range, std::size_t maxsize = 0) {
    return start_imap(std::move(fn), std::move(range), maxsize,
                      detail::ImapOrder::kOfItems);
  }

  /// The same, each result as soon as it is there.
  /// Never blocks.
  template <class F, class Range>
  auto imap_unordered(F fn, Range range, std::size_t maxsize = 0) {
    return start_imap(std::move(fn), std::move(range), maxsize,
                      detail::ImapOrder::kOfEnds);
  }

  /// Starts a fiber that make_fiber made, as a member.
  /// Never blocks; a full Pool does.
  void start(const AnyFiber& fiber);

 protected:
  /// A Pool's permits.
  virtual void before_adding() {}
  virtual void after_removing() noexcept {}

 private:
  struct Member;

  template <class F, class Range>
  auto start_imap(F fn, Range range, std::size_t maxsize,
                  detail::ImapOrder order) {
    using Item = std::decay_t<decltype(*std::begin(range))>;
    using R = std::decay_t<std::invoke_result_t<F&, Item&>>;
    auto results = std::make_shared<detail::ImapResults<R>>(maxsize, order);
    gfetch::spawn([this, results, fn = std::make_shared<F>(std::move(fn)),
                   range = std::move(range)]() mutable {
      detail::feed_imap<R>(results, *this, fn, range);
    }).name("imap");
    return detail::FiberAccess::make<Imap<R>>(std::move(results));
  }

  void take_in(const AnyFiber& fiber);
  std::vector<AnyFiber> those_not_killed();
  void remove(Member& member) noexcept;
  Member* find(const AnyFiber& fiber) const noexcept;

  mutable detail::List<Member> members_;
  std::size_t size_ = 0;
  Event empty_{"group.join"};
};

}  // namespace gfetch
