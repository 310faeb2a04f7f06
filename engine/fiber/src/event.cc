#include "gfetch/fiber/event.h"

namespace gfetch {

Event::~Event() {
  // The waits that set() has ended return true, though they run later.
  waking_.wake_all_soon();
}

void Event::end_waits() noexcept {
  waking_.end_waits();
  waiting_.end_waits();
}

void Event::set() {
  check_home();
  set_ = true;
  waking_.append(waiting_);
  if (!waking_.empty()) notify_.schedule();
}

bool Event::wait(WaitLimit limit) {
  check_home();
  // Fibers that an earlier set() is waking run first, as in gevent.
  if (set_ && waking_.empty()) return true;
  detail::QueuedWaiter waiter(name_);
  enqueue(waiter);
  return waiter.wait(limit);
}

void Event::link(detail::QueuedWaiter& waiter) {
  check_home();
  enqueue(waiter);
}

void Event::enqueue(detail::QueuedWaiter& waiter) noexcept {
  (set_ ? waking_ : waiting_).push_back(waiter);
  if (set_) notify_.schedule();
}

void Event::notify(void* self) noexcept {
  auto& event = *static_cast<Event*>(self);
  if (event.waking_.empty()) return;
  detail::QueuedWaiter& next = event.waking_.pop_front();
  if (!event.waking_.empty()) event.notify_.schedule_next();
  next.wake();
}

}  // namespace gfetch
