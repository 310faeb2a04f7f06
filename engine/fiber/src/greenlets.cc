#include "greenlets.h"

#include <cstdio>
#include <stdexcept>
#include <string>
#include <utility>

#include "context_switch.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/greenlet.h"
#include "scheduler.h"

namespace gfetch {
namespace detail {
namespace {

constexpr int kUnwindRounds = 10;

bool is_greenlet_exit(const std::exception_ptr& exception) noexcept {
  try {
    std::rethrow_exception(exception);
  } catch (const GreenletExit&) {
    return true;
  } catch (...) {
    return false;
  }
}

}  // namespace

void throw_wrong_value(const std::type_info* handed,
                       const std::type_info& expected) {
  throw std::logic_error(
      "a greenlet was handed " +
      (handed == nullptr ? std::string("no value") : type_name(*handed)) +
      " where it expects " + type_name(expected));
}

// --- a fiber's greenlets -----------------------------------------------------

FiberGreenlets& FiberGreenlets::running() {
  FiberCore& fiber = current_core();
  auto& greenlets = fiber.extras().greenlets;
  if (!greenlets) greenlets = std::make_unique<FiberGreenlets>(fiber);
  return *greenlets;
}

GreenletCore& FiberGreenlets::send(GreenletCore& target, Parcel value,
                                   std::exception_ptr exception) {
  GreenletCore* to = &target;
  for (;;) {
    if (exception && to->state_ == GreenletCore::State::kNew) to->die_unborn();
    if (!to->dead()) break;
    if (exception && is_greenlet_exit(exception)) {
      exception = nullptr;
      value = Parcel(GreenletExit());
    }
    to = to->parent_ ? to->parent_.get() : first_.get();
  }
  to->value_ = std::move(value);
  to->exception_ = std::move(exception);
  return *to;
}

// The fiber's context stands for whatever runs on its account: the hub saves
// and resumes that.
GreenletCore& FiberGreenlets::make_current(GreenletCore& to) {
  if (to.state_ == GreenletCore::State::kNew) to.begin();
  Context& running = fiber_.context_;
  GreenletCore& from = *current_;
  from.context_.stack = running.stack;
  from.context_.exception_globals = running.exception_globals;
  from.context_.thread_errno = running.thread_errno;
  from.context_.tsan_fiber = running.tsan_fiber;
  running.stack = to.context_.stack;
  running.tsan_fiber = to.context_.tsan_fiber;
  left_ = std::exchange(current_, GreenletCore::Ref(&to));
  return from;
}

void FiberGreenlets::switch_to(GreenletCore& to) {
  GreenletCore& from = make_current(to);
  switch_context(from.context_, to.context_);
  running().arrive();
}

void FiberGreenlets::leave_for(GreenletCore& to) {
  GreenletCore& from = make_current(to);
  leave_context(from.context_, to.context_);
}

void FiberGreenlets::arrive() noexcept {
  const GreenletCore::Ref left = std::move(left_);
  if (left && left->dead()) left->bury();
}

// --- one greenlet ------------------------------------------------------------

GreenletCore::Ref GreenletCore::current() {
  return FiberGreenlets::running().current();
}

// Suspended, a greenlet holds no reference to itself, or nobody could drop it.
Parcel GreenletCore::transfer(Parcel value, std::exception_ptr exception) {
  FiberGreenlets& greenlets = FiberGreenlets::running();
  if (greenlets.is_foreign(*this) && !dead()) {
    throw std::logic_error("a fiber's first greenlet runs in that fiber only");
  }
  GreenletCore& to =
      greenlets.send(*this, std::move(value), std::move(exception));
  GreenletCore& self = *greenlets.current();
  if (&to != &self) greenlets.switch_to(to);
  if (self.exception_) {
    std::rethrow_exception(std::exchange(self.exception_, nullptr));
  }
  return std::exchange(self.value_, Parcel());
}

Parcel GreenletCore::transfer_to_parent(Parcel value) {
  GreenletCore* parent = FiberGreenlets::running().current()->parent_.get();
  if (parent == nullptr) {
    throw std::logic_error("a fiber's first greenlet has no parent");
  }
  return parent->transfer(std::move(value), nullptr);
}

void GreenletCore::parent(const Ref& parent) {
  for (GreenletCore* ancestor = parent.get(); ancestor != nullptr;
       ancestor = ancestor->parent_.get()) {
    if (ancestor == this) {
      throw std::invalid_argument("a greenlet cannot be its own ancestor");
    }
  }
  parent_ = parent;
}

void GreenletCore::begin() {
  Scheduler& scheduler = Scheduler::current();
  make_context(context_, scheduler.stacks().take(), &GreenletCore::run_to_end,
               this);
  scheduler.greenlets().push_back(*this);
  state_ = State::kStarted;
}

void GreenletCore::run_to_end(void* self) noexcept {
  auto& greenlet = *static_cast<GreenletCore*>(self);
  FiberGreenlets::running().arrive();
  Parcel value;
  std::exception_ptr exception;
  try {
    value = greenlet.run(std::exchange(greenlet.value_, Parcel()));
  } catch (...) {
    exception = std::current_exception();
  }
  greenlet.drop_closure();
  greenlet.state_ = State::kDead;
  FiberGreenlets& greenlets = FiberGreenlets::running();
  GreenletCore& heir =
      greenlets.send(greenlet, std::move(value), std::move(exception));
  greenlets.leave_for(heir);
}

void GreenletCore::die_unborn() noexcept {
  state_ = State::kDead;
  drop_closure();
}

void GreenletCore::bury() noexcept {
  unlink();
  const Stack stack = std::exchange(context_.stack, Stack{});
  destroy_context(context_);
  Scheduler::current().stacks().give_back(stack);
}

bool GreenletCore::unwind() noexcept {
  const Ref keep_alive(this);
  const KillShield shield;
  for (int round = 0; round < kUnwindRounds && started(); ++round) {
    try {
      parent_ = current();
      transfer({}, std::make_exception_ptr(GreenletExit()));
    } catch (...) {
      Scheduler::current().report("a dropped greenlet",
                                  std::current_exception());
    }
  }
  return dead();
}

void GreenletCore::abandon() noexcept {
  unlink();
  state_ = State::kDead;
  std::fputs("gfetch: a greenlet survives every GreenletExit\n", stderr);
}

// One that is suspended is unwound first, which takes a fiber to do it in.
void GreenletCore::dispose() noexcept {
  if (state_ == State::kStarted && linked()) {
    refs_ = 1;
    if (Scheduler::current().running() == nullptr) {
      spawn([unwound = Ref(this)] {});
      --refs_;
      return;
    }
    if (!unwind()) abandon();
    if (--refs_ > 0) return;  // its last words were a handle to it
  }
  delete this;
}

}  // namespace detail

Greenlet Greenlet::current() {
  return Greenlet(detail::GreenletCore::current());
}

}  // namespace gfetch
