#include "gfetch/engine/semaphore.h"

#include "gfetch/engine/detail/fiber_core.h"

namespace gfetch {

/// One that waits: for a permit to take, or to see that there is one.
class Semaphore::Request : public detail::QueuedWaiter {
 public:
  Request(const char* what, bool its_takes)
      : QueuedWaiter(what), takes(its_takes) {}

  const bool takes;
};

bool Semaphore::acquire(WaitLimit limit) {
  if (try_acquire()) return true;
  Request request("semaphore", /*its_takes=*/true);
  waiting_.push_back(request);
  return request.wait(limit);
}

bool Semaphore::try_acquire() noexcept {
  if (permits_ == 0) return false;
  --permits_;
  return true;
}

bool Semaphore::wait(WaitLimit limit) {
  if (permits_ > 0) return true;
  Request request("semaphore.wait", /*its_takes=*/false);
  waiting_.push_back(request);
  return request.wait(limit);
}

void Semaphore::release() noexcept {
  ++permits_;
  if (!waiting_.empty()) notify_.schedule();
}

// The permit is taken in the name of the fiber that runs before wake()
// returns: it can be neither killed nor time out in between.
void Semaphore::notify(void* self) noexcept {
  auto& semaphore = *static_cast<Semaphore*>(self);
  if (semaphore.permits_ == 0 || semaphore.waiting_.empty()) return;
  auto& request = static_cast<Request&>(semaphore.waiting_.pop_front());
  if (request.takes) --semaphore.permits_;
  if (!semaphore.waiting_.empty()) semaphore.notify_.schedule_next();
  request.wake();
}

bool RLock::acquire(WaitLimit limit) {
  const void* self = &detail::current_core();
  if (owner_ != self) {
    if (!free_.acquire(limit)) return false;
    owner_ = self;
  }
  ++depth_;
  return true;
}

void RLock::release() {
  if (!owned()) throw std::logic_error("the lock is not this fiber's");
  if (--depth_ > 0) return;
  owner_ = nullptr;
  free_.release();
}

bool RLock::owned() const noexcept {
  return owner_ != nullptr && owner_ == &detail::current_core();
}

}  // namespace gfetch
