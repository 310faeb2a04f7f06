#pragma once
/// A flag that fibers can wait for.
///
///   gfetch::Event ready;
///   auto worker = gfetch::spawn([&] {
///     ready.wait();
///     start_work();
///   });
///   prepare();
///   ready.set();  // wakes all that wait, in their order
///
/// An event belongs to the hub that first uses it, until that hub has ended: in
/// other threads set(), clear() and wait() throw std::logic_error. There a
/// Promise, a Mailbox or a ThreadQueue wakes a fiber.

#include "gfetch/fiber/detail/fiber_access.h"
#include "gfetch/fiber/detail/home.h"
#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/detail/waiter.h"
#include "gfetch/fiber/detail/watcher.h"
#include "gfetch/fiber/wait_limit.h"

namespace gfetch {

class Event {
 public:
  /// Reports show `name`, a string literal, for fibers that wait for the event.
  explicit Event(const char* name = "event") noexcept
      : name_(name), notify_(&Event::notify, this) {}
  /// Ends the waits of all fibers: those that set() has not woken yet throw
  /// std::logic_error. In another thread than the hub's, the fibers that wait
  /// are told by a post; no fiber may call a member at the same time.
  ~Event();
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  /// Sets the flag and wakes all fibers that wait at this time, even if clear()
  /// follows before they run.
  void set();
  void clear() {
    check_home();
    set_ = false;
  }
  bool is_set() const noexcept { return set_; }

  /// Waits until the flag is set. Returns false if `limit` expired first.
  /// Blocks the calling fiber.
  bool wait() { return wait(WaitLimit()); }
  [[nodiscard]] bool wait(WaitLimit limit);

 private:
  friend struct detail::FiberAccess;

  void check_home() { home_.check(name_); }
  void link(detail::QueuedWaiter& waiter);
  void enqueue(detail::QueuedWaiter& waiter) noexcept;
  /// Makes all waits throw std::logic_error, also those that set() has ended.
  void end_waits() noexcept;
  static void notify(void* self) noexcept;

  detail::Home home_;
  const char* name_;
  detail::WaitList<detail::QueuedWaiter> waiting_{home_};
  // The fibers that set() wakes.
  detail::WaitList<detail::QueuedWaiter> waking_{home_};
  detail::Callback notify_;
  bool set_ = false;
};

}  // namespace gfetch
