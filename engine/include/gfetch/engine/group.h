#pragma once
/// A set of fibers that belong together: joined, killed and mapped as one.
///
///   {
///     gfetch::Group group;
///     for (const Url& url : urls) group.spawn(fetch, url);
///     group.join();
///   }   // whatever still ran here would be killed, and waited for

#include <cstddef>
#include <exception>
#include <utility>
#include <vector>

#include "gfetch/engine/clock.h"
#include "gfetch/engine/event.h"
#include "gfetch/engine/fiber.h"

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

  /// Takes `fiber` in.
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

  /// Kills all members, also those spawned while it does so; false when
  /// `limit` passed before it was empty.
  /// Blocks the calling fiber, unless kLater.
  bool kill(std::exception_ptr exception = std::make_exception_ptr(FiberExit{}),
            KillMode mode = KillMode::kBlock, WaitLimit limit = {});

  /// Starts a fiber that make_fiber made, as a member.
  /// Never blocks; a full Pool does.
  void start(const AnyFiber& fiber);

 protected:
  /// A Pool's permits.
  virtual void before_adding() {}
  virtual void after_removing() noexcept {}

 private:
  struct Member;

  static void ended(detail::Link& link, detail::FiberCore& fiber) noexcept;
  void remove(Member& member) noexcept;
  Member* find(const AnyFiber& fiber) const noexcept;

  mutable detail::List<Member> members_;
  std::size_t size_ = 0;
  Event empty_;
};

}  // namespace gfetch
