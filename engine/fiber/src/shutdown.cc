#include "shutdown.h"

#include "gfetch/fiber/shutdown.h"

#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <utility>
#include <vector>

#include "fiber_extras.h"
#include "gfetch/fiber/detail/deadline.h"
#include "gfetch/fiber/detail/fiber_access.h"
#include "gfetch/fiber/detail/greenlet_switch.h"
#include "gfetch/fiber/detail/waiter.h"
#include "gfetch/fiber/detail/watcher.h"
#include "gfetch/fiber/fiber.h"
#include "signal_slots.h"

namespace gfetch::detail {
namespace {

constexpr int kKillRounds = 10;
constexpr Duration kKillRoundLimit = std::chrono::milliseconds(100);

class MainWait;

/// The wait of the thread's main fiber, if it waits in Hub::join().
constinit thread_local MainWait* joining = nullptr;

/// A wait of the main fiber. The scheduler ends it when the loop is idle or,
/// with kIdleOrLastEnd, when the last fiber has ended.
class MainWait {
 public:
  enum class Until { kIdle, kIdleOrLastEnd };

  MainWait(Scheduler& scheduler, Until until) : scheduler_(scheduler) {
    scheduler_.on_idle(&on_idle_);
    if (until == Until::kIdleOrLastEnd) scheduler_.on_last_end(&on_last_end_);
  }
  ~MainWait() {
    scheduler_.on_idle(nullptr);
    scheduler_.on_last_end(nullptr);
  }
  MainWait(const MainWait&) = delete;
  MainWait& operator=(const MainWait&) = delete;

  /// Ends the wait when the last fiber has ended.
  void leave_at_last_end() noexcept { scheduler_.on_last_end(&on_last_end_); }

  /// Returns false if `limit` expired first.
  /// Blocks the calling fiber.
  bool wait(TimeLimit limit) {
    // The timer of the limit must not keep the loop from being idle.
    Timer timer(&MainWait::wake, &waiter_, Priority::kTimeout,
                /*counts=*/false);
    if (limit) timer.start(*limit);
    waiter_.wait();
    return !limit || timer.active() || scheduler_.loop().idle();
  }

 private:
  static void wake(void* waiter) noexcept {
    static_cast<Waiter*>(waiter)->wake();
  }

  Scheduler& scheduler_;
  Waiter waiter_{"hub.join"};
  Task on_idle_{&MainWait::wake, &waiter_};
  Callback on_last_end_{&MainWait::wake, &waiter_};
};

/// Makes `wait` the thread's wait in Hub::join().
class Joining {
 public:
  explicit Joining(MainWait& wait) noexcept { joining = &wait; }
  ~Joining() { joining = nullptr; }
  Joining(const Joining&) = delete;
  Joining& operator=(const Joining&) = delete;
};

}  // namespace

bool run_until_idle(Scheduler& scheduler, TimeLimit limit) {
  if (scheduler.running() != &scheduler.main_fiber()) {
    throw std::logic_error("only the main fiber may join its hub");
  }
  MainWait wait(scheduler, MainWait::Until::kIdle);
  const Joining scope(wait);
  return wait.wait(limit);
}

namespace {

/// Returns the fibers but the main fiber and the running one.
std::vector<AnyFiber> other_fibers(Scheduler& scheduler) {
  std::vector<AnyFiber> others;
  for (const auto& fiber : scheduler.registry().fibers()) {
    if (fiber.get() == scheduler.running()) continue;
    others.push_back(FiberAccess::make<AnyFiber>(fiber.get()));
  }
  return others;
}

}  // namespace

bool kill_others(Scheduler& scheduler, TimeLimit limit) {
  const Deadline deadline(limit);
  for (;;) {
    const std::vector<AnyFiber> others = other_fibers(scheduler);
    if (others.empty()) break;
    kill_all(others, fiber_exit(), KillMode::kLater);
    const auto ended = join_all(others, {.limit = deadline.left()});
    if (ended.size() < others.size()) return false;
  }
  if (joining != nullptr) joining->leave_at_last_end();
  return true;
}

namespace {

void kill_all_fibers(Scheduler& scheduler) noexcept {
  FiberRegistry& registry = scheduler.registry();
  for (int round = 0; round < kKillRounds && registry.size() > 0; ++round) {
    for (const auto& fiber : registry.fibers()) {
      Scheduler::kill_soon(*fiber, fiber_exit());
    }
    MainWait(scheduler, MainWait::Until::kIdleOrLastEnd).wait(kKillRoundLimit);
  }
}

}  // namespace

void end_all_work(Scheduler& scheduler) noexcept {
  FiberRegistry& registry = scheduler.registry();
  FiberState& main = scheduler.main_fiber();
  ++main.shields;
  release_signals(scheduler.loop());
  // Destructors may start further fibers, and create further objects.
  for (int round = 0; round < LocalStore::kRounds; ++round) {
    kill_all_fibers(scheduler);
    const std::size_t survivors = registry.size();
    end_all_greenlets();
    // The inbox stays open: a destructor may wait for what a thread gives.
    scheduler.loop().inbox()->take();
    clear_locals(main, /*with_tree=*/true);
    scheduler.hub_locals().clear();
    // Runs the callbacks that all of these scheduled: links, and the disposal.
    scheduler.yield();
    if (registry.size() <= survivors && !scheduler.disposes()) break;
  }
}

void end_posts(Scheduler& scheduler) noexcept {
  // The callbacks that are left hold references to ended fibers.
  for (int round = 0; round < kKillRounds; ++round) {
    scheduler.loop().inbox()->take();
    FiberExtras* extras = scheduler.main_fiber().find_extras();
    if (extras != nullptr) drop_deferred(*extras);
    scheduler.dispose_all();
    if (!scheduler.loop().has_callbacks()) break;
    scheduler.yield();
  }
  scheduler.loop().inbox()->close();
  for (const auto& fiber : scheduler.registry().fibers()) {
    const FiberInfo info = FiberRegistry::info(*fiber);
    std::fprintf(stderr, "gfetch: %s survives its hub, waiting for %s\n",
                 info.name.c_str(), info.waits_for.c_str());
    scheduler.abandon(*fiber);
  }
}

}  // namespace gfetch::detail

bool gfetch::shutdown(TimeLimit limit) {
  detail::running_fiber();  // refuses a thread without a hub
  return detail::kill_others(detail::Scheduler::current(), limit);
}
