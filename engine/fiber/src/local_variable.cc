#include "gfetch/fiber/detail/local_variable.h"

#include <mutex>
#include <stdexcept>

#include "fiber_extras.h"
#include "live_hub.h"
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

namespace {

// Held where values and marks of a variable enter or leave its lists, and not
// where a fiber finds its own value.
constinit std::mutex mutex;

// Returns the serial number of the running fiber, or of the hub itself.
Serial running_serial() noexcept {
  const Scheduler& scheduler = *Scheduler::find();
  FiberState* fiber = scheduler.running();
  return fiber != nullptr ? fiber->serial() : scheduler.id();
}

// Removes values from the list up to the first that this thread may destroy,
// which it returns; nullptr: there is none.
LocalValue* next_to_drop(List<LocalValue>& values) noexcept {
  const std::lock_guard lock(mutex);
  for (LocalValue* value = values.first(); value != nullptr;
       value = values.first()) {
    if (value->hub == Home::here()) return value;
    if (LiveHub::thread_of(value->hub) == 0) return value;
    value->unlink();
  }
  return nullptr;
}

}  // namespace

void LocalValue::join(List<LocalValue>& values) noexcept {
  const std::lock_guard lock(mutex);
  values.push_back(*this);
}

void LocalValue::leave() noexcept {
  const std::lock_guard lock(mutex);
  unlink();
}

Initialising::Initialising(List<Initialising>& others)
    : fiber_(running_serial()) {
  const std::lock_guard lock(mutex);
  for (Initialising* other = others.first(); other != nullptr;
       other = others.after(*other)) {
    if (other->fiber_ == fiber_) {
      throw std::logic_error(
          "the initial value of a local uses the local itself");
    }
  }
  others.push_back(*this);
}

Initialising::~Initialising() {
  const std::lock_guard lock(mutex);
  unlink();
}

void Initialising::check_variable() const {
  const std::lock_guard lock(mutex);
  if (linked()) return;
  throw std::logic_error(
      "the local was destroyed while its initial value was made");
}

void drop_values(List<LocalValue>& values) noexcept {
  while (LocalValue* value = next_to_drop(values)) {
    value->store.drop(value->variable);
  }
}

}  // namespace gfetch::detail
