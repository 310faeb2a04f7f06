#include "gfetch/fiber/detail/disposal.h"

#include "scheduler.h"

namespace gfetch::detail {

bool in_hub() noexcept {
  const Scheduler* scheduler = Scheduler::find();
  return scheduler != nullptr && scheduler->running() == nullptr;
}

void dispose_soon(std::unique_ptr<Disposable> object) noexcept {
  Scheduler::find()->dispose(std::move(object));
}

}  // namespace gfetch::detail
