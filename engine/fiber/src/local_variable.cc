#include "gfetch/fiber/detail/local_variable.h"

#include <stdexcept>

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

Serial running_serial() noexcept {
  const Scheduler& scheduler = *Scheduler::find();
  FiberState* fiber = scheduler.running();
  return fiber != nullptr ? fiber->serial() : scheduler.id();
}

void throw_initial_value_uses_itself() {
  throw std::logic_error("the initial value of a local uses the local itself");
}

}  // namespace gfetch::detail
