#include "gfetch/fiber/timeout.h"

#include <utility>

#include "gfetch/fiber/detail/home.h"
#include "gfetch/fiber/detail/waiter.h"
#include "scheduler.h"

namespace gfetch {
namespace detail {

TimeoutState::TimeoutState(FiberState& fiber)
    : owner(&fiber),
      timer(&TimeoutState::expire, this, Priority::kTimeout),
      id(next_serial()) {}

TimeoutState::~TimeoutState() {
  cancel();
  if (limits != nullptr) limits->timeout_ = nullptr;
}

void TimeoutState::cancel() noexcept {
  timer.stop();
  if (expired) Scheduler::withdraw(*owner, id);
}

// A wait that the Timeout limits ends without an exception, also in a fiber to
// which nothing may be thrown now. An exception of the Timeout's own is thrown
// there, or if that is not possible later; the wait ends in any case.
void TimeoutState::expire(void* self) noexcept {
  auto& timeout = *static_cast<TimeoutState*>(self);
  if (timeout.given_up.load(std::memory_order_relaxed)) return;
  timeout.expired = true;
  LimitedWait* const wait = timeout.limits;
  Scheduler& scheduler = *Scheduler::find();
  const bool shielded = scheduler.shielded(*timeout.owner);
  // The fiber that is resumed may destroy the Timeout and end its wait.
  const bool ends_wait =
      wait != nullptr && (shielded || timeout.exception == nullptr);
  if (wait == nullptr || timeout.exception) {
    TimeoutExpired expired;
    expired.timeout_id_ = timeout.id;
    scheduler.deliver(*timeout.owner,
                      timeout.exception ? timeout.exception
                                        : std::make_exception_ptr(expired),
                      timeout.id);
  }
  if (ends_wait) wait->waiter_.expire();
}

LimitedWait::LimitedWait(Timeout& timeout, Waiter& waiter) noexcept
    : timeout_(timeout.state_.get()), waiter_(waiter) {
  timeout_->limits = this;
}

LimitedWait::~LimitedWait() {
  if (timeout_ != nullptr) timeout_->limits = nullptr;
}

}  // namespace detail

Timeout::Timeout(TimeLimit limit)
    : state_(std::make_unique<detail::TimeoutState>(detail::running_fiber())) {
  restart(limit);
}

Timeout::Timeout(TimeLimit limit, std::exception_ptr exception)
    : Timeout(limit) {
  state_->exception = std::move(exception);
}

Timeout::~Timeout() {
  detail::Home& home = state_->owner->home;
  if (home.foreign()) [[unlikely]] {
    state_->given_up.store(true, std::memory_order_relaxed);
    detail::send_home(home, std::move(state_));
  }
}

bool Timeout::owned() const {
  return state_->owner.get() == &detail::running_fiber();
}

void Timeout::check_home() const {
  detail::FiberState& owner = *state_->owner;
  if (owner.home.foreign()) [[unlikely]]
    owner.home.refuse("a Timeout of " + owner.name());
}

void Timeout::restart(TimeLimit limit) {
  check_home();
  state_->cancel();
  state_->expired = false;
  if (limit) state_->timer.start(*limit);
}

void Timeout::cancel() {
  check_home();
  state_->cancel();
}

void Timeout::take_back() noexcept {
  if (!state_->exception) {
    detail::Scheduler::withdraw(*state_->owner, state_->id);
  }
}

}  // namespace gfetch
