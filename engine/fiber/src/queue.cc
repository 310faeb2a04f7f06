#include "gfetch/fiber/queue.h"

#include "scheduler.h"

namespace gfetch::detail {

bool in_hub() noexcept {
  const Scheduler* scheduler = Scheduler::find();
  return scheduler != nullptr && scheduler->running() == nullptr;
}

}  // namespace gfetch::detail
