#include "gfetch/fiber/detail/fiber_core.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "gfetch/fiber/detail/waiter.h"
#include "gfetch/fiber/fiber.h"
#include "scheduler.h"

namespace gfetch::detail {
namespace {

/// A kill on its way: thrown in the hub's turn, behind what is scheduled.
class KillRequest {
 public:
  KillRequest(FiberCore& target, std::exception_ptr exception)
      : target_(&target),
        exception_(std::move(exception)),
        callback_(&KillRequest::carry_out, this) {
    callback_.schedule();
  }

 private:
  static void carry_out(void* self) noexcept {
    const std::unique_ptr<KillRequest> request(static_cast<KillRequest*>(self));
    request->target_->deliver(std::move(request->exception_));
  }

  CoreRef<FiberCore> target_;
  std::exception_ptr exception_;
  Callback callback_;
};

}  // namespace

FiberCore::FiberCore() noexcept : turn_(&FiberCore::take_turn, this) {}

FiberCore::~FiberCore() = default;

SpawnTree& FiberCore::tree() {
  if (!tree_) tree_ = CoreRef<SpawnTree>(new SpawnTree);
  return *tree_;
}

FiberExtras& FiberCore::extras() {
  if (!extras_) extras_ = std::make_unique<FiberExtras>();
  return *extras_;
}

// --- life -------------------------------------------------------------------

bool FiberCore::become_scheduled() {
  if (state_ != State::kNew) return false;
  Scheduler& scheduler = Scheduler::current();
  id_ = scheduler.next_id();
  if (FiberCore* spawner = scheduler.running()) {
    spawner_id_ = spawner->id_;
    if (!scheduler.is_main(*spawner)) {
      tree_ = CoreRef<SpawnTree>(&spawner->tree());
    }
  }
  state_ = State::kScheduled;
  scheduler_ = &scheduler;
  scheduler.enlist(*this);
  if (scheduler.watched()) scheduler.announce(*this);
  return true;
}

void FiberCore::start() {
  if (become_scheduled()) scheduler_->loop().schedule(turn_);
}

void FiberCore::start_now() {
  if (become_scheduled()) scheduler_->resume(*this);
}

void FiberCore::start_later(Duration delay) {
  if (state_ != State::kNew) return;
  auto timer = std::make_unique<Timer>(&FiberCore::take_turn, this);
  timer->start(delay);
  extras().start_timer = std::move(timer);
  become_scheduled();
}

void FiberCore::take_turn(void* self) noexcept {
  auto& fiber = *static_cast<FiberCore*>(self);
  if (fiber.ready()) {
    fiber.notify_links();
  } else {
    fiber.scheduler_->resume_last(fiber);
  }
}

void FiberCore::run_to_end(void* self) noexcept {
  auto& fiber = *static_cast<FiberCore*>(self);
  try {
    fiber.run();
  } catch (const FiberExit&) {
    fiber.killed_ = true;
  } catch (...) {
    fiber.exception_ = std::current_exception();
  }
  fiber.shelter();  // what it leaves is destroyed undisturbed
  fiber.drop_closure();
  if (fiber.extras_) {
    fiber.extras_->locals.clear();
    fiber.extras_->greenlets.reset();
  }
  fiber.state_ = State::kDead;
  fiber.scheduler_->leave(fiber);
}

// What a fiber that never ran ends with.
void FiberCore::keep(const std::exception_ptr& exception) noexcept {
  if (exception == fiber_exit()) {
    killed_ = true;
    return;
  }
  try {
    std::rethrow_exception(exception);
  } catch (const FiberExit&) {
    killed_ = true;
  } catch (...) {
    exception_ = exception;
  }
}

void FiberCore::end_unrun(const std::exception_ptr& exception) noexcept {
  const bool was_enlisted = state_ == State::kScheduled;
  turn_.cancel();
  if (extras_) extras_->start_timer.reset();
  keep(exception);
  state_ = State::kDead;
  drop_closure();
  if (was_enlisted) {
    scheduler_->strike_off(*this);
  } else if (!links_.empty()) {
    schedule_links();
  }
}

void FiberCore::dispose() noexcept {
  if (exception_ && !observed_) {
    if (Scheduler* scheduler = Scheduler::find(); scheduler != nullptr) {
      scheduler->report(name(), exception_);
    } else {
      print_exception(name(), exception_);
    }
  }
  while (!links_.empty()) links_.pop_front().drop();
  delete this;
}

// --- waiting for it ---------------------------------------------------------

void FiberCore::link(Link& link) {
  links_.push_back(link);
  if (ready()) schedule_links();
}

void FiberCore::schedule_links() noexcept {
  if (turn_.scheduled()) return;
  add_ref();  // until they were called
  turn_.schedule();
}

void FiberCore::notify_links() noexcept {
  const CoreRef<FiberCore> keep_alive(this);
  release();
  while (!links_.empty()) links_.pop_front()(*this);
}

bool FiberCore::join(WaitLimit limit) {
  if (ready()) return true;
  struct Joiner : Link {
    Joiner() : Link(&Joiner::wake) {}
    static void wake(Link& self, FiberCore&) noexcept {
      static_cast<Joiner&>(self).waiter.wake();
    }
    Waiter waiter{"join"};
  };
  const CoreRef<FiberCore> keep_alive(this);
  Joiner joiner;
  link(joiner);
  return joiner.waiter.wait(limit);
}

// --- ending it --------------------------------------------------------------

bool FiberCore::sheltered() const noexcept {
  const bool runs = scheduler_->running() == this;
  const auto uncaught = runs ? static_cast<unsigned>(std::uncaught_exceptions())
                             : context_.uncaught_exceptions;
  return shields_ > 0 || uncaught > uncaught_at_entry_;
}

void FiberCore::deliver(std::exception_ptr exception, const void* sender) {
  if (ready()) return;
  if (state_ != State::kRunning) return end_unrun(exception);
  if (sheltered()) {
    extras().deferred.push_back({std::move(exception), sender});
    return;
  }
  delivered_ = std::move(exception);
  scheduler_->resume(*this);
}

void FiberCore::recall(const void* sender) noexcept {
  if (!extras_) return;
  std::erase_if(extras_->deferred, [sender](const auto& deferred) {
    return deferred.sender == sender;
  });
}

void FiberCore::rethrow_delivered() {
  std::rethrow_exception(std::exchange(delivered_, nullptr));
}

void FiberCore::throw_first_deferred() {
  if (extras_->deferred.empty() || sheltered()) return;
  auto& deferred = extras_->deferred;
  const std::exception_ptr exception = std::move(deferred.front().exception);
  deferred.erase(deferred.begin());
  std::rethrow_exception(exception);
}

void FiberCore::kill_soon(std::exception_ptr exception) {
  if (ready()) return;
  if (state_ != State::kRunning) return end_unrun(exception);
  // Deletes itself when it was carried out.
  static_cast<void>(new KillRequest(*this, std::move(exception)));
}

bool FiberCore::kill(std::exception_ptr exception, WaitLimit limit) {
  const bool itself = Scheduler::current().running() == this;
  if (itself && !sheltered()) std::rethrow_exception(exception);
  kill_soon(std::move(exception));
  if (itself || ready()) return ready();
  current_core().yield();  // until it was thrown
  return join(limit);
}

// --- its name ---------------------------------------------------------------

std::string FiberCore::name() const {
  if (extras_ && !extras_->name.empty()) return extras_->name;
  return "fiber-" + std::to_string(id_);
}

void FiberCore::name(std::string name) {
  extras().name = std::move(name);
}

}  // namespace gfetch::detail
