#include "gfetch/fiber/detail/greenlet_switch.h"

#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>

#include "context_switch.h"
#include "exception_report.h"
#include "fiber_extras.h"
#include "gfetch/fiber/detail/disposal.h"
#include "gfetch/fiber/exceptions.h"
#include "gfetch/fiber/hub.h"
#include "scheduler.h"

namespace gfetch::detail {
namespace {

constexpr int kUnwindRounds = 10;

/// Returns the list of the greenlets of this thread that have a stack.
List<GreenletState>& greenlets_with_stack() noexcept {
  static thread_local List<GreenletState> list;
  return list;
}

bool is_greenlet_exit(const std::exception_ptr& exception) noexcept {
  try {
    std::rethrow_exception(exception);
  } catch (const GreenletExit&) {
    return true;
  } catch (...) {
    return false;
  }
}

// --- the stack of one greenlet -----------------------------------------------

/// The first greenlet of a fiber, which runs on the fiber's own stack.
class FirstGreenlet final : public GreenletState {
 public:
  FirstGreenlet(FiberState& fiber, Serial its_hub) noexcept {
    runs_in = fiber.serial();
    hub = its_hub;
    thread = gettid();
    phase = Phase::kStarted;
  }

 private:
  Parcel run(Parcel /*first*/) override { return {}; }
  void drop_closure() noexcept override {}
  void dispose() noexcept override { delete this; }
};

void run_to_end(void* self) noexcept;

/// Takes a stack for a new greenlet from the pool.
void begin(GreenletState& greenlet) {
  make_context(greenlet.context, Scheduler::current().stacks().take(),
               &run_to_end, &greenlet);
  greenlets_with_stack().push_back(greenlet);
  greenlet.phase = GreenletState::Phase::kStarted;
}

/// Defers kills and Timeouts of the running fiber while the object is in scope.
class Shield {
 public:
  Shield() : fiber_(running_fiber()) { ++fiber_.shields; }
  ~Shield() { --fiber_.shields; }
  Shield(const Shield&) = delete;
  Shield& operator=(const Shield&) = delete;

 private:
  FiberState& fiber_;
};

/// Destroys the function of a greenlet, which may block.
void drop_closure(GreenletState& greenlet) {
  const Shield shield;
  greenlet.drop_closure();
}

void end_unrun(GreenletState& greenlet) noexcept {
  greenlet.phase = GreenletState::Phase::kDead;
  drop_closure(greenlet);
}

/// Returns the stack of a dead greenlet to the pool.
void give_stack_back(GreenletState& greenlet) noexcept {
  greenlet.unlink();
  const Stack stack = std::exchange(greenlet.context.stack, Stack{});
  destroy_context(greenlet.context);
  Scheduler::current().stacks().give_back(stack);
}

/// Adds the uncaught exceptions of `greenlet`, which is about to be suspended,
/// to those that `fiber` counts: while one of its greenlets unwinds, nothing is
/// thrown into the others.
void count_exceptions(GreenletState& greenlet, FiberState& fiber) {
  const unsigned uncaught = greenlet.context.uncaught_exceptions;
  if (uncaught == 0) return;
  fiber.suspended_exceptions += uncaught;
  greenlet.counted_in = RefPtr<FiberState>(&fiber);
}

/// Undoes count_exceptions(): `greenlet` continues, perhaps in another fiber,
/// or is abandoned.
void discount_exceptions(GreenletState& greenlet) noexcept {
  if (!greenlet.counted_in) return;
  greenlet.counted_in->suspended_exceptions -=
      greenlet.context.uncaught_exceptions;
  greenlet.counted_in = {};
}

// --- the greenlets of one fiber ----------------------------------------------

/// The value or the exception that a switch passes.
struct Message {
  Parcel value;
  std::exception_ptr exception;
};

/// The current greenlet and the first greenlet of one fiber.
class FiberGreenlets final : public FiberAttachment {
 public:
  FiberGreenlets(FiberState& fiber, Serial hub)
      : fiber_(fiber),
        first_(new FirstGreenlet(fiber, hub)),
        current_(first_) {}
  ~FiberGreenlets() override { first_->phase = GreenletState::Phase::kDead; }
  FiberGreenlets(const FiberGreenlets&) = delete;
  FiberGreenlets& operator=(const FiberGreenlets&) = delete;

  /// Returns the greenlets of the running fiber.
  static FiberGreenlets& running() {
    FiberState& fiber = running_fiber();
    auto& greenlets = fiber.extras().greenlets;
    if (!greenlets) {
      greenlets =
          std::make_unique<FiberGreenlets>(fiber, Scheduler::current().id());
    }
    return static_cast<FiberGreenlets&>(*greenlets);
  }

  const GreenletRef& current() const noexcept { return current_; }

  /// Sets the message that the next switch passes to `target`, or if `target`
  /// is dead to its nearest living ancestor. Returns that greenlet. An
  /// exception ends greenlets on the way that have not begun. Throws
  /// std::logic_error, and changes nothing, if the greenlet belongs to another
  /// hub or runs in another fiber.
  GreenletState& send(GreenletState& target, Message message);
  /// Throws std::logic_error if `greenlet` belongs to another hub.
  void require_hub(const GreenletState& greenlet) const;
  /// Makes a switch to `target` possible: gives it a stack if it is new. Throws
  /// what send() throws.
  void prepare(GreenletState& target);
  /// Sets the message that the end of `ended` passes to its nearest living
  /// ancestor, and returns that greenlet. If the ancestor belongs to another
  /// fiber, the first greenlet of this fiber takes its place.
  GreenletState& bequeath(GreenletState& ended, Message message) noexcept;

  /// Switches to `next`. Returns when another greenlet switches back, which may
  /// happen in another fiber.
  void switch_to(GreenletRef next) {
    GreenletState& to = *next;
    GreenletState& from = make_current(std::move(next));
    switch_context(from.context, to.context);
    running().arrive();
  }
  [[noreturn]] void leave_for(GreenletState& to) {
    GreenletState& from = make_current(GreenletRef(&to));
    leave_context(from.context, to.context);
  }
  /// Called first after each switch, on the new stack: releases the greenlet
  /// that has switched here. If that was the last handle, the greenlet is
  /// unwound here, and switches back: the message that the first switch has
  /// passed is kept meanwhile.
  void arrive() noexcept {
    GreenletRef left = std::move(left_);
    if (!left) return;
    if (left->dead()) give_stack_back(*left);
    const GreenletRef here = current_;
    Message message{std::move(here->value), std::move(here->exception)};
    left = {};
    here->value = std::move(message.value);
    here->exception = std::move(message.exception);
  }

 private:
  bool runs_elsewhere(const GreenletState& greenlet) const noexcept {
    return greenlet.runs_in != kNoSerial && greenlet.runs_in != fiber_.serial();
  }
  GreenletState& make_current(GreenletRef next);

  FiberState& fiber_;
  GreenletRef first_;
  GreenletRef current_;
  GreenletRef left_;
};

/// Returns the greenlet that receives what is sent to `target`: `target` or its
/// nearest ancestor that is not dead, and that `exception` does not end before
/// it has begun. Returns nullptr if there is none: the last ancestor was the
/// first greenlet of a fiber that has ended.
GreenletState* receiver_of(GreenletState& target,
                           const std::exception_ptr& exception) noexcept {
  bool throws = exception != nullptr;
  const bool exits = throws && is_greenlet_exit(exception);
  for (GreenletState* to = &target; to != nullptr; to = to->heir()) {
    const bool ends_it = throws && to->phase == GreenletState::Phase::kNew;
    if (!to->dead() && !ends_it) return to;
    // A GreenletExit ends the greenlet; its parent gets it as a value.
    throws = throws && !exits;
  }
  return nullptr;
}

/// Sets the message for `to`, and ends the greenlets between `target` and its
/// `receiver` that have not begun.
void deliver(GreenletState& target, const GreenletState* receiver,
             GreenletState& to, Message message) noexcept {
  const bool falls_through = receiver != &target;
  for (GreenletState* each = &target; each != nullptr && each != receiver;
       each = each->heir()) {
    if (!each->dead()) end_unrun(*each);
  }
  if (falls_through && message.exception &&
      is_greenlet_exit(message.exception)) {
    message = {Parcel(GreenletExit()), nullptr};
  }
  to.value = std::move(message.value);
  to.exception = std::move(message.exception);
}

void FiberGreenlets::require_hub(const GreenletState& greenlet) const {
  if (greenlet.hub == first_->hub) return;
  throw std::logic_error(used_elsewhere("the greenlet", greenlet.thread));
}

void FiberGreenlets::prepare(GreenletState& target) {
  require_hub(target);
  if (runs_elsewhere(target)) {
    throw std::logic_error("the greenlet runs in another fiber");
  }
  if (target.phase == GreenletState::Phase::kNew) begin(target);
}

GreenletState& FiberGreenlets::send(GreenletState& target, Message message) {
  require_hub(target);
  GreenletState* receiver = receiver_of(target, message.exception);
  if (receiver != nullptr && runs_elsewhere(*receiver)) {
    throw std::logic_error(
        receiver == &target
            ? "the greenlet runs in another fiber"
            : "the greenlet has ended, and its parent runs in another fiber");
  }
  GreenletState& to = receiver != nullptr ? *receiver : *first_;
  if (to.phase == GreenletState::Phase::kNew) begin(to);
  deliver(target, receiver, to, std::move(message));
  return to;
}

GreenletState& FiberGreenlets::bequeath(GreenletState& ended,
                                        Message message) noexcept {
  for (;;) {
    GreenletState* receiver = receiver_of(ended, message.exception);
    const bool here = receiver != nullptr && !runs_elsewhere(*receiver);
    GreenletState& to = here ? *receiver : *first_;
    try {
      if (to.phase == GreenletState::Phase::kNew) begin(to);
      deliver(ended, receiver, to, std::move(message));
      return to;
    } catch (const std::bad_alloc&) {
      // There is no stack for the heir, which therefore ends with this error.
      message = {{}, std::current_exception()};
    }
  }
}

// Makes `next` the current greenlet of the fiber. The fiber's context, which
// the scheduler saves and resumes, is always that of the current greenlet.
GreenletState& FiberGreenlets::make_current(GreenletRef next) {
  GreenletState& to = *next;
  Context& running = fiber_.context;
  GreenletState& from = *current_;
  from.context.stack = running.stack;
  from.context.exception_globals = running.exception_globals;
  from.context.thread_errno = running.thread_errno;
  from.context.tsan_fiber = running.tsan_fiber;
  running.stack = to.context.stack;
  running.tsan_fiber = to.context.tsan_fiber;
  from.context.uncaught_exceptions = globals_of(running).uncaught_exceptions;
  count_exceptions(from, fiber_);
  discount_exceptions(to);
  if (&from != first_.get()) from.runs_in = kNoSerial;
  to.runs_in = fiber_.serial();
  left_ = std::exchange(current_, std::move(next));
  return from;
}

void run_to_end(void* self) noexcept {
  auto& greenlet = *static_cast<GreenletState*>(self);
  FiberGreenlets::running().arrive();
  Message result;
  try {
    result.value = greenlet.run(std::exchange(greenlet.value, Parcel()));
  } catch (...) {
    result.exception = std::current_exception();
  }
  drop_closure(greenlet);
  greenlet.phase = GreenletState::Phase::kDead;
  // The greenlet may end in another fiber than that in which it began.
  FiberGreenlets& greenlets = FiberGreenlets::running();
  greenlets.leave_for(greenlets.bequeath(greenlet, std::move(result)));
}

// --- ending greenlets --------------------------------------------------------

/// True if the suspended greenlet waits for a switch in a destructor, which
/// some exception has called.
bool unwinds(const GreenletState& greenlet) noexcept {
  return greenlet.context.uncaught_exceptions > 0;
}

/// True if a switch can continue the greenlet, in order to unwind it. A
/// greenlet that blocks in a fiber which has survived its hub never continues.
/// Nor does one whose destructor waits for a value: nothing can be thrown there
/// that says that none comes.
bool can_continue(const GreenletState& greenlet) noexcept {
  return greenlet.started() && greenlet.runs_in == kNoSerial &&
         !(unwinds(greenlet) && greenlet.awaits_value);
}

/// Unwinds the stack of a greenlet by throwing GreenletExits in it; while it is
/// in a destructor that an exception has called, by continuing it only. Returns
/// false if the greenlet has not ended after several such switches.
bool unwind(GreenletState& greenlet) noexcept {
  const GreenletRef keep_alive(&greenlet);
  const Shield shield;
  for (int round = 0; round < kUnwindRounds && can_continue(greenlet);
       ++round) {
    try {
      greenlet.parent = current_greenlet();
      switch_greenlet(greenlet, {},
                      unwinds(greenlet)
                          ? nullptr
                          : std::make_exception_ptr(GreenletExit()));
    } catch (...) {
      report_exception("a dropped greenlet", std::current_exception());
    }
  }
  return greenlet.dead();
}

/// Gives up a greenlet that cannot be unwound: its stack is never run again.
void abandon(GreenletState& greenlet) noexcept {
  discount_exceptions(greenlet);
  greenlet.unlink();
  greenlet.phase = GreenletState::Phase::kDead;
  Scheduler::current().stacks().keep_stacks();
  std::fputs("gfetch: a greenlet survives every GreenletExit\n", stderr);
}

}  // namespace

GreenletRef current_greenlet() {
  return FiberGreenlets::running().current();
}

void adopt_greenlet(GreenletState& greenlet) {
  greenlet.parent = current_greenlet();
  greenlet.hub = greenlet.parent->hub;
  greenlet.thread = greenlet.parent->thread;
}

namespace {

/// Switches to `to`, for which there is a message, and receives one.
///
/// This function holds no reference during the switch, neither to the current
/// greenlet nor to the other: it would keep a suspended greenlet alive that has
/// no handle.
Parcel exchange_messages(FiberGreenlets& greenlets, GreenletRef to,
                         bool awaits_value) {
  GreenletState& self = *greenlets.current();
  self.awaits_value = awaits_value;
  if (to.get() != &self) greenlets.switch_to(std::move(to));
  if (self.exception) {
    std::rethrow_exception(std::exchange(self.exception, nullptr));
  }
  return std::exchange(self.value, Parcel());
}

}  // namespace

Parcel switch_greenlet(GreenletState& target, Parcel value,
                       std::exception_ptr exception, bool awaits_value) {
  FiberGreenlets& greenlets = FiberGreenlets::running();
  GreenletRef to(
      &greenlets.send(target, {std::move(value), std::move(exception)}));
  return exchange_messages(greenlets, std::move(to), awaits_value);
}

Parcel switch_and_release(GreenletRef target, Parcel value,
                          std::exception_ptr exception, bool awaits_value) {
  FiberGreenlets& greenlets = FiberGreenlets::running();
  GreenletRef to(
      &greenlets.send(*target, {std::move(value), std::move(exception)}));
  target = {};
  return exchange_messages(greenlets, std::move(to), awaits_value);
}

void prepare_switch(GreenletState& target) {
  FiberGreenlets::running().prepare(target);
}

Parcel switch_to_parent(Parcel value, bool awaits_value) {
  GreenletState* parent = FiberGreenlets::running().current()->parent.get();
  if (parent == nullptr) {
    throw std::logic_error("a fiber's first greenlet has no parent");
  }
  return switch_greenlet(*parent, std::move(value), nullptr, awaits_value);
}

void set_parent(GreenletState& greenlet, const GreenletRef& parent) {
  if (!parent) throw std::invalid_argument("a greenlet needs a parent");
  if (!greenlet.parent) {
    throw std::logic_error("a fiber's first greenlet has no parent");
  }
  if (greenlet.hub != parent->hub) {
    throw std::invalid_argument("the parent belongs to the hub of thread " +
                                std::to_string(parent->thread) +
                                ", and the greenlet to that of thread " +
                                std::to_string(greenlet.thread));
  }
  for (GreenletState* ancestor = parent.get(); ancestor != nullptr;
       ancestor = ancestor->parent.get()) {
    if (ancestor == &greenlet) {
      throw std::invalid_argument("a greenlet cannot be its own ancestor");
    }
  }
  greenlet.parent = parent;
}

void throw_no_greenlet() {
  throw std::logic_error("the handle refers to no greenlet");
}

void dispose_greenlet(GreenletState& greenlet) noexcept {
  const bool suspended = greenlet.started() && greenlet.linked();
  const Scheduler* scheduler = Scheduler::find();
  if (suspended && (scheduler == nullptr || scheduler->id() != greenlet.hub)) {
    // Only the greenlet's own thread can unwind it: its hub's end does.
    greenlet.refs = 1;
    greenlet.ownerless = true;
    return;
  }
  // The hub itself cannot unwind a greenlet, and must not destroy its function:
  // a fiber of the disposal calls this function again.
  if (in_hub()) return dispose(GreenletRef(&greenlet));
  if (suspended) {
    greenlet.refs = 1;
    if (!unwind(greenlet)) abandon(greenlet);
    if (--greenlet.refs > 0) return;  // code that unwound has kept a handle
  }
  delete &greenlet;
}

void end_all_greenlets() noexcept {
  List<GreenletState>& greenlets = greenlets_with_stack();
  while (!greenlets.empty()) {
    const GreenletRef greenlet(&greenlets.front());
    if (!unwind(*greenlet)) abandon(*greenlet);
    if (std::exchange(greenlet->ownerless, false)) greenlet->release();
  }
}

}  // namespace gfetch::detail
