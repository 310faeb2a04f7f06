#pragma once
/// A flag that fibers wait for.
///
///   gfetch::Event ready;
///   auto worker = gfetch::spawn([&] {
///     ready.wait();
///     start_work();
///   });
///   prepare();
///   ready.set();  // wakes all that wait, in the order they came

#include "gfetch/fiber/detail/waiter.h"
#include "gfetch/fiber/detail/watcher.h"
#include "gfetch/fiber/wait_limit.h"

namespace gfetch {

class Event {
 public:
  /// `name`, a literal, is what reports say that its waiters wait for.
  explicit Event(const char* name = "event") noexcept
      : name_(name), notify_(&Event::notify, this) {}
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  /// Wakes all that wait now, even if clear() follows at once.
  /// Never blocks.
  void set() noexcept;
  /// Never blocks.
  void clear() noexcept { set_ = false; }
  /// Never blocks.
  bool is_set() const noexcept { return set_; }

  /// Waits until it is set; false when `limit` passed first.
  /// Blocks the calling fiber.
  bool wait(WaitLimit limit = {});

  /// Wakes `waiter` once, where a fiber that called wait() would go on.
  void link(detail::QueuedWaiter& waiter) noexcept;

 private:
  static void notify(void* self) noexcept;

  const char* name_;
  detail::List<detail::QueuedWaiter> waiting_;
  detail::List<detail::QueuedWaiter> waking_;  // set() chose them
  detail::Callback notify_;
  bool set_ = false;
};

}  // namespace gfetch
