#include "gfetch/fiber/fiber.h"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <utility>

#include "exception_report.h"
#include "gfetch/fiber/detail/deadline.h"
#include "gfetch/fiber/detail/disposal.h"
#include "gfetch/fiber/detail/ready_list.h"
#include "gfetch/fiber/detail/waiter.h"
#include "gfetch/fiber/timeout.h"
#include "scheduler.h"

namespace gfetch {
namespace detail {
namespace {

enum class LinkWhen : std::uint8_t { kAlways, kNoFailure, kFailure };

/// A link that a program added. It deletes itself when it has been called.
class FunctionLink : public FiberObserver {
 public:
  FunctionLink(LinkFunction fn, LinkWhen when, bool spawns)
      : FiberObserver(&FunctionLink::call, &FunctionLink::destroy),
        fn_(std::move(fn)),
        when_(when),
        spawns_(spawns) {}

  /// Returns `link` if it is of this type, else null.
  static const FunctionLink* from(const FiberObserver& link) noexcept {
    return link.calls(&FunctionLink::call)
               ? static_cast<const FunctionLink*>(&link)
               : nullptr;
  }

  LinkId id = 0;

 private:
  static void destroy(FiberObserver& self) noexcept {
    dispose(std::unique_ptr<FunctionLink>(static_cast<FunctionLink*>(&self)));
  }

  static void call(FiberObserver& link, FiberState& fiber) noexcept {
    std::unique_ptr<FunctionLink> self(static_cast<FunctionLink*>(&link));
    const auto ended = FiberAccess::make<AnyFiber>(&fiber);
    const bool threw = fiber.outcome() == FiberOutcome::kThrew;
    const bool wanted = self->when_ == LinkWhen::kAlways ||
                        (self->when_ == LinkWhen::kFailure) == threw;
    if (!wanted) return dispose(std::move(self));
    // A link for failures observes the exception, so that it is not reported.
    if (self->when_ == LinkWhen::kFailure) ended.exception();
    if (self->spawns_) {
      const auto calling = make_fiber(std::move(self->fn_), ended);
      Scheduler::find()->start_now(FiberAccess::state(calling));
    } else {
      self->call_here(ended);
      dispose(std::move(self));
    }
  }

  void call_here(const AnyFiber& ended) noexcept {
    try {
      fn_(ended);
    } catch (...) {
      report_exception("a link of " + ended.name(), std::current_exception());
    }
  }

  LinkFunction fn_;
  LinkWhen when_;
  bool spawns_;
};

LinkId add_link(FiberState& fiber, LinkFunction fn, LinkWhen when,
                bool spawns) {
  auto link = std::make_unique<FunctionLink>(std::move(fn), when, spawns);
  link->id = next_serial();
  Scheduler::link(fiber, *link);
  return link.release()->id;
}

/// A link that wakes the fiber which waits in join().
struct JoinLink : FiberObserver {
  JoinLink() : FiberObserver(&JoinLink::wake) {}
  static void wake(FiberObserver& self, FiberState&) noexcept {
    static_cast<JoinLink&>(self).waiter.wake();
  }
  Waiter waiter{"join"};
};

/// A link that adds a fiber's index to a ReadyList when the fiber has ended.
struct ReadyLink : FiberObserver {
  ReadyLink(ReadyList& list, std::size_t index)
      : FiberObserver(&ReadyLink::call), entry(list, index) {}
  static void call(FiberObserver& self, FiberState&) noexcept {
    static_cast<ReadyLink&>(self).entry.become_ready();
  }
  ReadyList::Entry entry;
};

}  // namespace

void join_or_kill(const AnyFiber& handle) {
  // NOLINTNEXTLINE(performance-unnecessary-copy-initialization)
  const AnyFiber fiber = handle;  // the handle may change during the wait
  try {
    fiber.join();
  } catch (...) {
    fiber.kill();
    throw;
  }
}

namespace {

// A destructor in another thread cannot wait for the fiber.
void kill_from_elsewhere(const AnyFiber& fiber) noexcept {
  try {
    FiberAccess::state(fiber).home.post(
        [fiber] { fiber.kill(KillMode::kLater); });
  } catch (...) {
    report_exception("a destructor that kills a fiber of another thread",
                     std::current_exception());
  }
}

}  // namespace

void kill_in_destructor(const AnyFiber& fiber) noexcept {
  if (!fiber) return;
  if (FiberAccess::state(fiber).home.foreign()) {
    return kill_from_elsewhere(fiber);
  }
  const Scheduler* scheduler = Scheduler::find();
  if (fiber.ready() || scheduler == nullptr) return;
  const bool itself = scheduler->running() == &FiberAccess::state(fiber);
  try {
    if (in_hub() || itself) {
      fiber.kill(KillMode::kLater);
    } else {
      const KillShield shield;
      fiber.kill();
    }
  } catch (...) {
    report_exception("a destructor that kills " + fiber.name(),
                     std::current_exception());
  }
}

void throw_no_fiber() {
  throw std::logic_error("the handle refers to no fiber");
}

FiberState& state_with_result(const AnyFiber& handle, const WaitLimit& limit) {
  FiberState& fiber = FiberAccess::state(handle);
  if (!fiber.ready()) {
    const RefPtr<FiberState> keep_alive(&fiber);
    if (!handle.join(limit)) throw_wait_expired(limit);
    // The handle was the last one, and was assigned another fiber: there are
    // only the references of this function and of the callback that calls the
    // links.
    if (fiber.refs() <= 2) running_fiber().extras().kept.push_back(keep_alive);
  }
  if (const auto failure = fiber.exception()) std::rethrow_exception(failure);
  if (fiber.outcome() == FiberOutcome::kKilled) {
    throw FiberKilled(fiber.name() + " was killed and has no result");
  }
  return fiber;
}

void throw_wait_expired(const WaitLimit& limit) {
  if (limit.timeout() != nullptr) throw TimeoutExpired(*limit.timeout());
  if (limit.time()) throw TimeoutExpired();
  // The hub has given up the wait of the main fiber; see Waiter::wait().
  throw Scheduler::current().loop_exit();
}

}  // namespace detail

using detail::FunctionLink;
using detail::LinkWhen;
using detail::Scheduler;

void AnyFiber::start() const {
  Scheduler::current().start(state());
}

void AnyFiber::start_later(TimeSpan delay) const {
  Scheduler::current().start_later(state(), delay);
}

bool AnyFiber::join(WaitLimit limit) const {
  if (ready()) return true;
  detail::FiberState& fiber = *state_;
  Scheduler::check_home(fiber);
  const detail::RefPtr<detail::FiberState> keep_alive(&fiber);
  detail::JoinLink link;
  fiber.links.push_back(link);
  return link.waiter.wait(limit);
}

bool AnyFiber::kill(std::exception_ptr exception, KillMode mode,
                    WaitLimit limit) const {
  detail::require_exception(exception);
  // The handle may be assigned another fiber while this function waits.
  const AnyFiber victim = *this;
  detail::FiberState& fiber = victim.state();
  if (mode == KillMode::kLater) {
    Scheduler::kill_soon(fiber, std::move(exception));
    return victim.ready();
  }
  Scheduler& scheduler = Scheduler::current();
  const bool itself = scheduler.running() == &fiber;
  if (itself && !scheduler.shielded(fiber)) {
    std::rethrow_exception(exception);
  }
  Scheduler::kill_soon(fiber, std::move(exception));
  // A fiber that kills itself here has a KillShield: the kill is thrown when it
  // next blocks.
  if (itself || victim.ready()) return victim.ready();
  yield();  // lets the hub throw the kill in the other fiber
  return victim.join(limit);
}

LinkId AnyFiber::link(LinkFunction fn) const {
  return detail::add_link(state(), std::move(fn), LinkWhen::kAlways, true);
}

LinkId AnyFiber::link_value(LinkFunction fn) const {
  return detail::add_link(state(), std::move(fn), LinkWhen::kNoFailure, true);
}

LinkId AnyFiber::link_exception(LinkFunction fn) const {
  return detail::add_link(state(), std::move(fn), LinkWhen::kFailure, true);
}

LinkId AnyFiber::raw_link(LinkFunction fn) const {
  return detail::add_link(state(), std::move(fn), LinkWhen::kAlways, false);
}

void AnyFiber::unlink(LinkId id) const {
  Scheduler::check_home(state());
  state().drop_first_link([id](const detail::FiberObserver& link) {
    const auto* function = FunctionLink::from(link);
    return function != nullptr && function->id == id;
  });
}

AnyFiber current_fiber() {
  return detail::FiberAccess::make<AnyFiber>(&detail::running_fiber());
}

void sleep_for(TimeSpan duration) {
  if (duration <= Duration::zero()) return yield();
  detail::Waiter("sleep").sleep(duration);
}

TimePoint now() {
  return Hub::current().now();
}

void sleep_until(TimePoint when) {
  const TimePoint present = now();
  if (when <= present) return yield();
  detail::Waiter("sleep").sleep(when - present);
}

void yield() {
  Scheduler::current().yield();
}

KillShield::KillShield() : fiber_(&detail::running_fiber()) {
  ++fiber_->shields;
}

KillShield::~KillShield() {
  const detail::Home& home = fiber_->home;
  if (!fiber_->home.foreign()) {
    --fiber_->shields;
    return;
  }
  try {
    home.post([fiber = std::move(fiber_)] { --fiber->shields; });
  } catch (...) {
    detail::report_exception("the end of a KillShield",
                             std::current_exception());
  }
}

// --- functions for several fibers --------------------------------------------

std::vector<AnyFiber> join_all(std::span<const AnyFiber> fibers,
                               const JoinOptions& options) {
  const std::size_t wanted =
      std::min(options.count.value_or(fibers.size()), fibers.size());
  const std::vector<AnyFiber> joined(fibers.begin(), fibers.end());
  const detail::Deadline deadline(options.limit);
  detail::ReadyList ready;
  std::vector<std::unique_ptr<detail::ReadyLink>> links;
  for (const AnyFiber& fiber : joined) {
    links.push_back(std::make_unique<detail::ReadyLink>(ready, links.size()));
    Scheduler::link(detail::FiberAccess::state(fiber), *links.back());
  }
  std::vector<AnyFiber> ended;
  while (ended.size() < wanted) {
    const auto* entry = ready.next(deadline);
    if (entry == nullptr) break;
    const AnyFiber& fiber = joined[entry->index()];
    if (options.raise_error && fiber.outcome() == FiberOutcome::kThrew) {
      std::rethrow_exception(fiber.exception());
    }
    ended.push_back(fiber);
  }
  return ended;
}

std::vector<AnyFiber> join_all(std::initializer_list<AnyFiber> fibers,
                               const JoinOptions& options) {
  return join_all(std::span(fibers.begin(), fibers.size()), options);
}

bool kill_all(std::span<const AnyFiber> fibers,
              const std::exception_ptr& exception, KillMode mode,
              WaitLimit limit) {
  detail::require_exception(exception);
  std::vector<AnyFiber> victims(fibers.begin(), fibers.end());
  const auto kill_those = [&](bool begun) {
    for (const AnyFiber& victim : victims) {
      detail::FiberState& fiber = detail::FiberAccess::state(victim);
      if (fiber.begun() == begun) Scheduler::kill_soon(fiber, exception);
    }
  };
  // Fibers that have not begun are killed first, so that none of them can start
  // while the others unwind their stacks.
  kill_those(false);
  kill_those(true);
  const auto have_ended = [&] {
    return std::all_of(victims.begin(), victims.end(),
                       [](const AnyFiber& each) { return each.ready(); });
  };
  if (mode == KillMode::kLater) return have_ended();
  yield();  // lets the hub throw the kills in the fibers
  std::erase_if(victims, [](const AnyFiber& each) { return each.ready(); });
  return join_all(victims, {.limit = limit}).size() == victims.size();
}

bool kill_all(std::initializer_list<AnyFiber> fibers,
              const std::exception_ptr& exception, KillMode mode,
              WaitLimit limit) {
  return kill_all(std::span(fibers.begin(), fibers.size()), exception, mode,
                  limit);
}

}  // namespace gfetch
