#include "gfetch/fiber/continulet.h"

#include <stdexcept>
#include <utility>

#include "gfetch/fiber/hub.h"

namespace gfetch::detail {
namespace {

void require_pending(const ContinuletState& continulet, Serial hub) {
  if (continulet.hub != hub) {
    throw std::logic_error(used_elsewhere("the continulet", continulet.thread));
  }
  if (continulet.dead()) throw std::logic_error("the continulet has ended");
}

/// Returns the continuation that `continulet` holds.
GreenletRef continuation_of(ContinuletState& continulet,
                            const GreenletRef& running) {
  if (continulet.held) return continulet.held;
  if (running.get() != &continulet) return GreenletRef(&continulet);
  // No switch of a continulet has led here: the function is unwound by its
  // parent, or was continued by a Greenlet.
  if (!continulet.parent) {
    throw std::logic_error("no continulet has continued this one");
  }
  return continulet.parent;
}

void hold(ContinuletState& continulet, GreenletRef continuation) noexcept {
  const bool own = continuation.get() == &continulet;
  continulet.held = own ? GreenletRef() : std::move(continuation);
}

/// Exchanges the continuations of switch_continulet(). Returns the one that
/// goes on.
GreenletRef exchange_continuations(ContinuletState& self, ContinuletState* to) {
  GreenletRef running = current_greenlet();
  require_pending(self, running->hub);
  if (to != nullptr) require_pending(*to, running->hub);
  if (to == &self) return running;

  GreenletRef next = continuation_of(self, running);
  GreenletRef after_next =
      to != nullptr ? continuation_of(*to, running) : GreenletRef();
  prepare_switch(to != nullptr ? *after_next : *next);
  hold(self, std::move(running));
  if (to == nullptr) return next;
  hold(*to, std::move(next));
  return after_next;
}

}  // namespace

void adopt_continulet(ContinuletState& continulet) {
  const GreenletRef creator = current_greenlet();
  continulet.hub = creator->hub;
  continulet.thread = creator->thread;
}

Parcel switch_continulet(ContinuletState& self, ContinuletState* to,
                         Parcel value, std::exception_ptr exception,
                         bool awaits_value) {
  return switch_and_release(exchange_continuations(self, to), std::move(value),
                            std::move(exception), awaits_value);
}

void hand_on(ContinuletState& ended) noexcept {
  if (!ended.parent) ended.parent = std::move(ended.held);
}

void require_plain_start(const Parcel& first, std::exception_ptr exception) {
  if (exception) std::rethrow_exception(std::move(exception));
  if (first.empty()) return;
  throw std::logic_error("the first switch to a continulet passes no value");
}

void throw_no_continulet() {
  throw std::logic_error("the handle refers to no continulet");
}

}  // namespace gfetch::detail
