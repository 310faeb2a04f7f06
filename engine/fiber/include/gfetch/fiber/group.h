#pragma once
/// A set of fibers that belong together: joined, killed and mapped as one.
///
///   {
///     gfetch::Group group;
///     for (const Url& url : urls) group.spawn(fetch, url);
///     if (!group.join(1s)) std::printf("%zu is late\n", group.size());
///   }  // members that still ran were killed here, and waited for

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
  /// Kills the members that are left and waits for their ends.
  /// Blocks the calling fiber while members are left.
  virtual ~Group();
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;

  /// Spawns a member, which leaves the group when it has ended.
  /// Blocks the calling fiber while a Pool is full.
  template <class F, class... Args>
  auto spawn(F&& fn, Args&&... args) {
    auto fiber = make_fiber(std::forward<F>(fn), std::forward<Args>(args)...);
    start(fiber);
    return fiber;
  }

  /// Calls `fn` in a new member and returns its result. A member of the group
  /// calls `fn` itself: in a full Pool it would wait for its own end.
  /// Blocks the calling fiber.
  template <class F, class... Args>
  decltype(auto) apply(F&& fn, Args&&... args) {
    if (contains(current_fiber())) {
      return std::invoke(std::forward<F>(fn), std::forward<Args>(args)...);
    }
    return spawn(std::forward<F>(fn), std::forward<Args>(args)...).get();
  }

  /// Calls `fn` in a new member later, and returns a fiber that ends with the
  /// result of the call. That fiber waits while a Pool is full.
  template <class F, class... Args>
  auto apply_async(F&& fn, Args&&... args) {
    auto call =
        detail::bind_call(std::forward<F>(fn), std::forward<Args>(args)...);
    return gfetch::spawn([this, call = std::move(call)]() mutable {
      return spawn(std::move(call)).get();
    });
  }

  /// Makes `fiber` a member. Does nothing when it is one.
  /// Blocks the calling fiber while a Pool is full.
  void add(const AnyFiber& fiber);
  /// Removes `fiber`, which runs on. Does nothing when it is no member.
  void discard(const AnyFiber& fiber) noexcept;

  bool contains(const AnyFiber& fiber) const noexcept;
  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  std::vector<AnyFiber> members() const;

  /// Waits until all members have ended; false when `limit` passed first.
  /// Blocks the calling fiber.
  bool join(WaitLimit limit = {});
  /// Waits until all members have ended, but throws the exception of the first
  /// member that fails; the other members run on.
  /// Blocks the calling fiber.
  void join_or_throw();

  /// Kills all members, also those that are spawned meanwhile, each once. False
  /// when `limit` passed before all had ended.
  /// Blocks the calling fiber, unless kLater.
  bool kill(const std::exception_ptr& exception = fiber_exit(),
            KillMode mode = KillMode::kBlock, WaitLimit limit = {});

  /// Calls fn(item) for each item of `range`, in members. Returns the results
  /// in the order of the items, or nothing when `fn` returns nothing. Throws
  /// the exception of the first call that fails; the other calls run on. Blocks
  /// the calling fiber.
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

  /// Like map(), but the results are taken one at a time. At most `maxsize`
  /// calls (0: any number) are started ahead of the results that were taken.
  /// The group, and all that `range` refers to, must outlive the calls.
  template <class F, class Range>
  auto imap(F fn, Range range, std::size_t maxsize = 0) {
    return start_imap(std::move(fn), std::move(range), maxsize,
                      detail::ImapOrder::kOfItems);
  }

  /// Like imap(), but gives each result as soon as its call has ended.
  template <class F, class Range>
  auto imap_unordered(F fn, Range range, std::size_t maxsize = 0) {
    return start_imap(std::move(fn), std::move(range), maxsize,
                      detail::ImapOrder::kOfEnds);
  }

  /// Starts a fiber that make_fiber made, as a member.
  /// Blocks the calling fiber while a Pool is full.
  void start(const AnyFiber& fiber);

 protected:
  /// For Pool: takes a permit for a member, and gives it back.
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

  void add_member(const AnyFiber& fiber);
  /// The members that kill() has not killed yet; marks them as killed.
  std::vector<AnyFiber> take_unkilled();
  void remove(Member& member) noexcept;
  Member* find(const AnyFiber& fiber) const noexcept;

  mutable detail::List<Member> members_;
  std::size_t size_ = 0;
  Event empty_{"group.join"};
};

}  // namespace gfetch
