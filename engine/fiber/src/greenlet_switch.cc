#include "gfetch/fiber/detail/greenlet_switch.h"

#include <cstdio>
#include <stdexcept>
#include <utility>

#include "context_switch.h"
#include "exception_report.h"
#include "fiber_extras.h"
#include "gfetch/fiber/exceptions.h"
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
  FirstGreenlet() noexcept { phase = Phase::kStarted; }

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

void end_unrun(GreenletState& greenlet) noexcept {
  greenlet.phase = GreenletState::Phase::kDead;
  greenlet.drop_closure();
}

/// Returns the stack of a dead greenlet to the pool.
void give_stack_back(GreenletState& greenlet) noexcept {
  greenlet.unlink();
  const Stack stack = std::exchange(greenlet.context.stack, Stack{});
  destroy_context(greenlet.context);
  Scheduler::current().stacks().give_back(stack);
}

// --- the greenlets of one fiber ----------------------------------------------

/// The current greenlet and the first greenlet of one fiber.

class FiberGreenlets final : public FiberAttachment {
 public:
  explicit FiberGreenlets(FiberState& fiber)
      : fiber_(fiber), first_(new FirstGreenlet), current_(first_) {}
  ~FiberGreenlets() override { first_->phase = GreenletState::Phase::kDead; }
  FiberGreenlets(const FiberGreenlets&) = delete;
  FiberGreenlets& operator=(const FiberGreenlets&) = delete;

  /// Returns the greenlets of the running fiber.
  static FiberGreenlets& running() {
    FiberState& fiber = running_fiber();
    auto& greenlets = fiber.extras().greenlets;
    if (!greenlets) greenlets = std::make_unique<FiberGreenlets>(fiber);
    return static_cast<FiberGreenlets&>(*greenlets);
  }

  const GreenletRef& current() const noexcept { return current_; }

  /// Sets the value or the exception that the next switch passes to `target`,
  /// or if `target` is dead to its nearest living ancestor. Returns that
  /// greenlet. An exception ends greenlets on the way that have not begun.
  GreenletState& send(GreenletState& target, Parcel value,
                      std::exception_ptr exception);
  /// True for the first greenlet of another fiber, which must not run in this
  /// fiber.
  bool is_foreign(const GreenletState& greenlet) const noexcept {
    return !greenlet.parent && &greenlet != first_.get();
  }

  /// Switches to `to`. Returns when another greenlet switches back, which may
  /// happen in another fiber.
  void switch_to(GreenletState& to) {
    GreenletState& from = make_current(to);
    switch_context(from.context, to.context);
    running().arrive();
  }
  [[noreturn]] void leave_for(GreenletState& to) {
    GreenletState& from = make_current(to);
    leave_context(from.context, to.context);
  }
  /// Called first after each switch, on the new stack: releases the greenlet
  /// that has switched here.
  void arrive() noexcept {
    const GreenletRef left = std::move(left_);
    if (left && left->dead()) give_stack_back(*left);
  }

 private:
  GreenletState& make_current(GreenletState& to);

  FiberState& fiber_;
  GreenletRef first_;
  GreenletRef current_;
  GreenletRef left_;
};

GreenletState& FiberGreenlets::send(GreenletState& target, Parcel value,
                                    std::exception_ptr exception) {
  GreenletState* to = &target;
  for (;;) {
    if (exception && to->phase == GreenletState::Phase::kNew) end_unrun(*to);
    if (!to->dead()) break;
    // A GreenletExit ends the greenlet; its parent gets it as a value.
    if (exception && is_greenlet_exit(exception)) {
      exception = nullptr;
      value = Parcel(GreenletExit());
    }
    to = to->parent ? to->parent.get() : first_.get();
  }
  to->value = std::move(value);
  to->exception = std::move(exception);
  return *to;
}

// Makes `to` the current greenlet of the fiber. The fiber's context, which the
// scheduler saves and resumes, is always that of the current greenlet.
GreenletState& FiberGreenlets::make_current(GreenletState& to) {
  if (to.phase == GreenletState::Phase::kNew) begin(to);
  Context& running = fiber_.context;
  GreenletState& from = *current_;
  from.context.stack = running.stack;
  from.context.exception_globals = running.exception_globals;
  from.context.thread_errno = running.thread_errno;
  from.context.tsan_fiber = running.tsan_fiber;
  running.stack = to.context.stack;
  running.tsan_fiber = to.context.tsan_fiber;
  left_ = std::exchange(current_, GreenletRef(&to));
  return from;
}

void run_to_end(void* self) noexcept {
  auto& greenlet = *static_cast<GreenletState*>(self);
  FiberGreenlets::running().arrive();
  Parcel value;
  std::exception_ptr exception;
  try {
    value = greenlet.run(std::exchange(greenlet.value, Parcel()));
  } catch (...) {
    exception = std::current_exception();
  }
  greenlet.drop_closure();
  greenlet.phase = GreenletState::Phase::kDead;
  // The greenlet may end in another fiber than that in which it began.
  FiberGreenlets& greenlets = FiberGreenlets::running();
  GreenletState& next =
      greenlets.send(greenlet, std::move(value), std::move(exception));
  greenlets.leave_for(next);
}

// --- ending greenlets --------------------------------------------------------

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

/// Unwinds the stack of a greenlet by throwing GreenletExits in it. Returns
/// false if the greenlet has not ended after all of them.
bool unwind(GreenletState& greenlet) noexcept {
  const GreenletRef keep_alive(&greenlet);
  const Shield shield;
  for (int round = 0; round < kUnwindRounds && greenlet.started(); ++round) {
    try {
      greenlet.parent = current_greenlet();
      switch_greenlet(greenlet, {}, std::make_exception_ptr(GreenletExit()));
    } catch (...) {
      report_exception("a dropped greenlet", std::current_exception());
    }
  }
  return greenlet.dead();
}

/// Gives up a greenlet that cannot be unwound: its stack is never run again.
void abandon(GreenletState& greenlet) noexcept {
  greenlet.unlink();
  greenlet.phase = GreenletState::Phase::kDead;
  std::fputs("gfetch: a greenlet survives every GreenletExit\n", stderr);
}

/// A fiber that releases the last reference to a greenlet, and so unwinds it.
class DroppingFiber final : public FiberState {
 public:
  explicit DroppingFiber(GreenletState& greenlet) : greenlet_(&greenlet) {}

 private:
  void run() override {}
  void drop_closure() noexcept override { greenlet_ = {}; }

  GreenletRef greenlet_;
};

void start_dropping(GreenletState& greenlet) {
  const RefPtr<FiberState> fiber(new DroppingFiber(greenlet));
  Scheduler::current().start(*fiber);
}

}  // namespace

GreenletRef current_greenlet() {
  return FiberGreenlets::running().current();
}

// This function holds no reference to the current greenlet during the switch,
// because that would keep a suspended greenlet alive that has no handle.
Parcel switch_greenlet(GreenletState& target, Parcel value,
                       std::exception_ptr exception) {
  FiberGreenlets& greenlets = FiberGreenlets::running();
  if (greenlets.is_foreign(target) && !target.dead()) {
    throw std::logic_error("a fiber's first greenlet runs in that fiber only");
  }
  GreenletState& to =
      greenlets.send(target, std::move(value), std::move(exception));
  GreenletState& self = *greenlets.current();
  if (&to != &self) greenlets.switch_to(to);
  if (self.exception) {
    std::rethrow_exception(std::exchange(self.exception, nullptr));
  }
  return std::exchange(self.value, Parcel());
}

Parcel switch_to_parent(Parcel value) {
  GreenletState* parent = FiberGreenlets::running().current()->parent.get();
  if (parent == nullptr) {
    throw std::logic_error("a fiber's first greenlet has no parent");
  }
  return switch_greenlet(*parent, std::move(value), nullptr);
}

void set_parent(GreenletState& greenlet, const GreenletRef& parent) {
  for (GreenletState* ancestor = parent.get(); ancestor != nullptr;
       ancestor = ancestor->parent.get()) {
    if (ancestor == &greenlet) {
      throw std::invalid_argument("a greenlet cannot be its own ancestor");
    }
  }
  greenlet.parent = parent;
}

void dispose_greenlet(GreenletState& greenlet) noexcept {
  if (greenlet.started() && greenlet.linked()) {
    greenlet.refs = 1;
    if (Scheduler::current().running() == nullptr) {
      // The hub itself cannot unwind a greenlet: a new fiber calls this
      // function again.
      start_dropping(greenlet);
      --greenlet.refs;
      return;
    }
    if (!unwind(greenlet)) abandon(greenlet);
    if (--greenlet.refs > 0) return;  // code that unwound has kept a handle
  }
  delete &greenlet;
}

void end_all_greenlets() noexcept {
  List<GreenletState>& greenlets = greenlets_with_stack();
  while (!greenlets.empty()) {
    GreenletState& greenlet = greenlets.front();
    if (!unwind(greenlet)) abandon(greenlet);
  }
}

}  // namespace gfetch::detail
