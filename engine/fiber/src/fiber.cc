#include "gfetch/fiber/fiber.h"

#include <memory>
#include <utility>

#include "gfetch/fiber/detail/waiter.h"
#include "gfetch/fiber/spawn_watch.h"
#include "gfetch/fiber/timeout.h"
#include "gfetch/fiber/wait.h"
#include "scheduler.h"

namespace gfetch {
namespace detail {
namespace {

enum class LinkWhen : std::uint8_t { kAlways, kSuccess, kFailure };

/// A link made by a user: owns itself until it was called.
class FunctionLink : public Link {
 public:
  FunctionLink(LinkFunction fn, LinkWhen when, bool spawns)
      : Link(&FunctionLink::call, &FunctionLink::destroy),
        fn_(std::move(fn)),
        when_(when),
        spawns_(spawns) {}

  LinkId id = 0;

 private:
  static void destroy(Link& self) noexcept {
    delete static_cast<FunctionLink*>(&self);
  }

  static void call(Link& link, FiberCore& core) noexcept {
    std::unique_ptr<FunctionLink> self(static_cast<FunctionLink*>(&link));
    const AnyFiber ended(&core);
    const bool wanted =
        self->when_ == LinkWhen::kAlways ||
        (self->when_ == LinkWhen::kSuccess) == ended.successful();
    if (!wanted) return;
    if (self->when_ == LinkWhen::kFailure) ended.exception();  // observed
    if (self->spawns_) {
      make_fiber(std::move(self->fn_), ended).core().start_now();
    } else {
      self->call_here(ended);
    }
  }

  void call_here(const AnyFiber& ended) noexcept {
    try {
      fn_(ended);
    } catch (...) {
      Scheduler::current().report("a link of " + ended.name(),
                                  std::current_exception());
    }
  }

  LinkFunction fn_;
  LinkWhen when_;
  bool spawns_;
};

LinkId add_link(FiberCore& core, std::unique_ptr<FunctionLink> link) {
  static thread_local LinkId last_id = 0;
  link->id = ++last_id;
  core.link(*link);
  return link.release()->id;
}

}  // namespace

void join_or_kill(const AnyFiber& fiber) {
  try {
    fiber.join();
  } catch (...) {
    fiber.kill();
    throw;
  }
}

void throw_no_value(const FiberCore& core) {
  throw FiberKilled(core.name() + " was killed and has no result");
}

void throw_wait_expired(const WaitLimit& limit) {
  throw limit.timeout() != nullptr ? TimeoutExpired(*limit.timeout())
                                   : TimeoutExpired();
}

bool in_hub() noexcept {
  const Scheduler* scheduler = Scheduler::find();
  return scheduler != nullptr && scheduler->running() == nullptr;
}

}  // namespace detail

using detail::FunctionLink;
using detail::LinkWhen;

bool AnyFiber::kill(std::exception_ptr exception, KillMode mode,
                    WaitLimit limit) const {
  const AnyFiber keep_alive = *this;
  if (mode == KillMode::kBlock) return core_->kill(std::move(exception), limit);
  core_->kill_soon(std::move(exception));
  return ready();
}

LinkId AnyFiber::link(LinkFunction fn) const {
  return detail::add_link(*core_, std::make_unique<FunctionLink>(
                                      std::move(fn), LinkWhen::kAlways, true));
}

LinkId AnyFiber::link_value(LinkFunction fn) const {
  return detail::add_link(*core_, std::make_unique<FunctionLink>(
                                      std::move(fn), LinkWhen::kSuccess, true));
}

LinkId AnyFiber::link_exception(LinkFunction fn) const {
  return detail::add_link(*core_, std::make_unique<FunctionLink>(
                                      std::move(fn), LinkWhen::kFailure, true));
}

LinkId AnyFiber::raw_link(LinkFunction fn) const {
  return detail::add_link(*core_, std::make_unique<FunctionLink>(
                                      std::move(fn), LinkWhen::kAlways, false));
}

void AnyFiber::unlink(LinkId id) const noexcept {
  core_->unlink_first([id](const detail::Link& link) {
    return static_cast<const FunctionLink&>(link).id == id;
  });
}

SpawnWatch::SpawnWatch(Function fn) : fn_(std::move(fn)) {
  detail::Scheduler::current().watch(*this);
}

const std::exception_ptr& fiber_exit() noexcept {
  static const std::exception_ptr exit = std::make_exception_ptr(FiberExit{});
  return exit;
}

AnyFiber current_fiber() {
  return AnyFiber(&detail::current_core());
}

void sleep_for(Duration duration) {
  if (duration <= Duration::zero()) return yield();
  detail::Waiter("sleep").sleep(duration);
}

KillShield::KillShield() : fiber_(&detail::current_core()) {
  fiber_->shelter();
}

KillShield::~KillShield() {
  fiber_->unshelter();
}

// --- many at once -----------------------------------------------------------

std::vector<AnyFiber> join_all(std::span<const AnyFiber> fibers,
                               const JoinOptions& options) {
  const std::size_t wanted = options.count.value_or(fibers.size());
  const std::vector<AnyFiber> joined(fibers.begin(), fibers.end());
  Iwait each(std::vector<Waitable>(joined.begin(), joined.end()),
             options.limit);
  std::vector<AnyFiber> ended;
  while (ended.size() < wanted) {
    const std::optional<std::size_t> index = each.next();
    if (!index) break;
    const AnyFiber& fiber = joined[*index];
    if (options.raise_error && !fiber.successful()) {
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
  std::vector<AnyFiber> victims(fibers.begin(), fibers.end());
  const auto kill_those = [&](bool running) {
    for (const AnyFiber& victim : victims) {
      if (victim.core().running() == running) {
        victim.core().kill_soon(exception);
      }
    }
  };
  kill_those(false);  // never to run, whatever the others do as they die
  kill_those(true);
  if (mode == KillMode::kLater) return false;
  yield();  // until it was thrown
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
