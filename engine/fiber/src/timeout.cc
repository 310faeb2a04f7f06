#include "gfetch/fiber/timeout.h"

#include <utility>

#include "gfetch/fiber/detail/waiter.h"
#include "scheduler.h"

namespace gfetch {

Timeout::Timeout(TimeLimit limit)
    : owner_(&detail::running_fiber()),
      timer_(&Timeout::expire, this, detail::Priority::kTimeout),
      id_(detail::next_serial()) {
  restart(limit);
}

Timeout::Timeout(TimeLimit limit, std::exception_ptr exception)
    : Timeout(limit) {
  exception_ = std::move(exception);
}

bool Timeout::owned() const {
  return owner_.get() == &detail::running_fiber();
}

detail::LimitedWait::LimitedWait(Timeout& timeout, Waiter& waiter) noexcept
    : timeout_(&timeout), waiter_(waiter) {
  timeout.limits_ = this;
}

detail::LimitedWait::~LimitedWait() {
  if (timeout_ != nullptr) timeout_->limits_ = nullptr;
}

Timeout::~Timeout() {
  cancel();
  if (limits_ != nullptr) limits_->timeout_ = nullptr;
}

void Timeout::restart(TimeLimit limit) {
  if (owner_->home.foreign()) [[unlikely]]
    owner_->home.refuse("a Timeout of " + owner_->name());
  cancel();
  expired_ = false;
  if (limit) timer_.start(*limit);
}

void Timeout::cancel() noexcept {
  timer_.stop();
  if (expired_) detail::Scheduler::withdraw(*owner_, id_);
}

void Timeout::take_back() noexcept {
  if (!exception_) detail::Scheduler::withdraw(*owner_, id_);
}

// A wait that the Timeout limits ends without an exception, also in a fiber to
// which nothing may be thrown now. An exception of the Timeout's own is thrown
// there, or if that is not possible later; the wait ends in any case.
void Timeout::expire(void* self) noexcept {
  auto& timeout = *static_cast<Timeout*>(self);
  timeout.expired_ = true;
  detail::LimitedWait* const wait = timeout.limits_;
  detail::Scheduler& scheduler = *detail::Scheduler::find();
  const bool shielded = scheduler.shielded(*timeout.owner_);
  // The fiber that is resumed may destroy the Timeout and end its wait.
  const bool ends_wait =
      wait != nullptr && (shielded || timeout.exception_ == nullptr);
  if (wait == nullptr || timeout.exception_) {
    scheduler.deliver(*timeout.owner_,
                      timeout.exception_
                          ? timeout.exception_
                          : std::make_exception_ptr(TimeoutExpired(timeout)),
                      timeout.id_);
  }
  if (ends_wait) wait->waiter_.expire();
}

}  // namespace gfetch
