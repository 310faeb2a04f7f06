#include "gfetch/fiber/spawn_watch.h"

#include <exception>
#include <utility>

#include "exception_report.h"
#include "scheduler.h"

namespace gfetch {

SpawnWatch::Observer::Observer(SpawnWatch::Function its_fn)
    : FiberObserver(&Observer::call), fn(std::move(its_fn)) {}

void SpawnWatch::Observer::call(FiberObserver& self,
                                detail::FiberState& fiber) noexcept {
  try {
    static_cast<Observer&>(self).fn(
        detail::FiberAccess::make<AnyFiber>(&fiber));
  } catch (...) {
    detail::report_exception("a spawn watch", std::current_exception());
  }
}

SpawnWatch::SpawnWatch(Function fn) : observer_(std::move(fn)) {
  detail::Scheduler::current().add_spawn_watch(observer_);
}

}  // namespace gfetch
