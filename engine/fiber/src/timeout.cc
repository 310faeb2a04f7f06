#include "gfetch/fiber/timeout.h"

#include <utility>

#include "scheduler.h"

namespace gfetch {
namespace {

std::uint64_t next_timeout_id() noexcept {
  static thread_local std::uint64_t last_id = 0;
  return ++last_id;
}

}  // namespace

Timeout::Timeout(TimeLimit limit) : Timeout(limit, nullptr) {}

Timeout::Timeout(TimeLimit limit, std::exception_ptr exception)
    : owner_(&detail::running_fiber()),
      timer_(&Timeout::expire, this, detail::Priority::kTimeout),
      exception_(std::move(exception)),
      id_(next_timeout_id()) {
  restart(limit);
}

bool Timeout::owned() const {
  return owner_.get() == &detail::running_fiber();
}

Timeout::~Timeout() {
  cancel();
}

void Timeout::restart(TimeLimit limit) {
  cancel();
  expired_ = false;
  if (limit) timer_.start(*limit);
}

void Timeout::cancel() noexcept {
  timer_.stop();
  if (expired_) detail::Scheduler::withdraw(*owner_, this);
}

void Timeout::expire(void* self) noexcept {
  auto& timeout = *static_cast<Timeout*>(self);
  timeout.expired_ = true;
  const auto exception = timeout.exception_
                             ? timeout.exception_
                             : std::make_exception_ptr(TimeoutExpired(timeout));
  detail::Scheduler::find()->deliver(*timeout.owner_, exception, self);
}

}  // namespace gfetch
