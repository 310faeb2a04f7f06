#include "gfetch/fiber/spawn_watch.h"

#include <exception>
#include <memory>
#include <utility>

#include "exception_report.h"
#include "gfetch/fiber/detail/disposal.h"
#include "scheduler.h"

namespace gfetch {

namespace {

// What the function holds may block in its destructor, and the hub may be the
// last to hold the function.
std::shared_ptr<const SpawnWatch::Function> shared(SpawnWatch::Function fn) {
  return {new SpawnWatch::Function(std::move(fn)),
          [](const SpawnWatch::Function* its) {
            detail::dispose(std::unique_ptr<const SpawnWatch::Function>(its));
          }};
}

}  // namespace

SpawnWatch::Observer::Observer(SpawnWatch::Function its_fn)
    : FiberObserver(&Observer::call), fn(shared(std::move(its_fn))) {}

void SpawnWatch::Observer::call(FiberObserver& self,
                                detail::FiberState& fiber) noexcept {
  auto& observer = static_cast<Observer&>(self);
  if (observer.ended.load(std::memory_order_relaxed)) return;
  // The function may destroy its watch.
  const auto fn = observer.fn;
  try {
    (*fn)(detail::FiberAccess::make<AnyFiber>(&fiber));
  } catch (...) {
    detail::report_exception("a spawn watch", std::current_exception());
  }
}

SpawnWatch::SpawnWatch(Function fn)
    : observer_(std::make_unique<Observer>(std::move(fn))) {
  detail::Scheduler::current().add_spawn_watch(*observer_);
  observer_->home.check("a SpawnWatch");
}

SpawnWatch::~SpawnWatch() {
  observer_->ended.store(true, std::memory_order_relaxed);
  detail::Home& home = observer_->home;
  detail::send_home(home, std::move(observer_));
}

}  // namespace gfetch
