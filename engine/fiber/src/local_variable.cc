#include "gfetch/fiber/detail/local_variable.h"

#include "fiber_extras.h"
#include "scheduler.h"

namespace gfetch::detail {

LocalStore& fiber_locals() {
  Scheduler& scheduler = Scheduler::current();
  FiberState* fiber = scheduler.running();
  return fiber != nullptr ? fiber->extras().locals : scheduler.hub_locals();
}

LocalStore& spawn_tree_locals() {
  return running_fiber().tree().locals;
}

}  // namespace gfetch::detail
