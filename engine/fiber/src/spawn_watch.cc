#include "gfetch/fiber/spawn_watch.h"

#include <exception>
#include <utility>

#include "exception_report.h"
#include "scheduler.h"

namespace gfetch {

SpawnWatch::Observer::Observer(SpawnWatch::Function its_fn)
    : FiberObserver(&Observer::call),
      fn(std::make_shared<const SpawnWatch::Function>(std::move(its_fn))) {}

void SpawnWatch::Observer::call(FiberObserver& self,
                                detail::FiberState& fiber) noexcept {
  // The function may destroy its watch.
  const auto fn = static_cast<Observer&>(self).fn;
  try {
    (*fn)(detail::FiberAccess::make<AnyFiber>(&fiber));
  } catch (...) {
    detail::report_exception("a spawn watch", std::current_exception());
  }
}

SpawnWatch::SpawnWatch(Function fn) : observer_(std::move(fn)) {
  detail::Scheduler::current().add_spawn_watch(observer_);
}

}  // namespace gfetch
