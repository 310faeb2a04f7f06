#include "gfetch/fiber/semaphore.h"

#include <exception>
#include <stdexcept>

#include "exception_report.h"
#include "scheduler.h"

namespace gfetch {

bool Semaphore::acquire(WaitLimit limit) {
  if (try_acquire()) return true;
  detail::PermitWaiter taker(name_, /*its_takes=*/true);
  waiting_.push_back(taker);
  return taker.wait(limit);
}

bool Semaphore::try_acquire() {
  check_home();
  if (permits_ == 0) return false;
  --permits_;
  return true;
}

bool Semaphore::wait(WaitLimit limit) {
  check_home();
  if (permits_ > 0) return true;
  detail::PermitWaiter waiter("semaphore.wait", /*its_takes=*/false);
  link(waiter);
  return waiter.wait(limit);
}

void Semaphore::link(detail::PermitWaiter& waiter) {
  check_home();
  waiting_.push_back(waiter);
  if (permits_ > 0) notify_.schedule();
}

void Semaphore::release() {
  check_home();
  if (permits_ >= bound_) {
    throw std::logic_error("a permit was released that nobody took");
  }
  permits(permits_ + 1);
}

void Semaphore::permits(std::size_t permits) {
  permits_ = permits;
  if (permits_ > 0 && !waiting_.empty()) notify_.schedule();
}

// Wakes the first waiting fiber, and takes a permit on its behalf. The fiber
// runs before wake() returns, so that no kill or timeout can lose the permit.
void Semaphore::notify(void* self) noexcept {
  auto& semaphore = *static_cast<Semaphore*>(self);
  if (semaphore.permits_ == 0 || semaphore.waiting_.empty()) return;
  detail::PermitWaiter& next = semaphore.waiting_.pop_front();
  if (next.takes) --semaphore.permits_;
  if (!semaphore.waiting_.empty()) semaphore.notify_.schedule_next();
  next.wake();
}

bool RLock::acquire(WaitLimit limit) {
  detail::FiberState& self = detail::running_fiber();
  if (owner_ == detail::kNoSerial || !self.has_serial(owner_)) {
    if (!free_.acquire(limit)) return false;
    owner_ = self.serial();
  }
  ++depth_;
  return true;
}

void RLock::release() {
  if (!owned()) throw std::logic_error("the lock is not this fiber's");
  give_back();
}

void RLock::give_back() {
  detail::FiberAccess::check_home(free_);
  if (--depth_ > 0) return;
  owner_ = detail::kNoSerial;
  free_.release();
}

bool RLock::owned() const noexcept {
  const detail::Scheduler* scheduler = detail::Scheduler::find();
  if (owner_ == detail::kNoSerial || scheduler == nullptr) return false;
  const detail::FiberState* fiber = scheduler->running();
  return fiber != nullptr && fiber->has_serial(owner_);
}

// A destructor cannot refuse to release: a misuse of the guard is reported.

RLockGuard::~RLockGuard() {
  if (!holds_) return;
  try {
    lock_.give_back();
  } catch (...) {
    detail::report_exception("an RLockGuard", std::current_exception());
  }
}

SemaphoreGuard::~SemaphoreGuard() {
  if (!holds_) return;
  try {
    semaphore_.release();
  } catch (...) {
    detail::report_exception("a SemaphoreGuard", std::current_exception());
  }
}

}  // namespace gfetch
