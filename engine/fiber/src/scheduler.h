#pragma once
/// All control flow of a hub: which fiber runs, how it is started, blocked,
/// resumed and ended.
///
/// The hub has a context of its own, in which the loop runs. It switches to a
/// fiber to resume it, and the fiber switches back when it blocks or ends:
///
///      hub                                    fiber
///      ───                                    ─────
///   loop.pass()
///     callback, timer, watcher
///       resume(fiber) ─────────────────────►  returns from block(), or begins
///                                             runs
///                                             block():
///       returns from resume() ◄─────────────    no other fiber yields next
///
///                                             block():
///            other fiber  ◄─────────────────    the loop's next callback would
///                                               resume another fiber: switches
///                                               to it at once
///
/// Invariants:
///
/// 1. Exactly one context runs. running() is its fiber, nullptr in the hub.
/// 2. A fiber is resumed at the moment at which the hub, or a blocking fiber on
///    its behalf, chooses it. So no fiber was woken and has not run yet: a kill
///    cannot come between the hand-over of an item and its arrival, and no item
///    or permit is lost.
/// 3. Nothing is thrown into a fiber that unwinds or holds a shield. It is kept
///    until the fiber next blocks.
/// 4. A fiber never leaves its thread, and a thread has one scheduler at most.

#include <exception>
#include <vector>

#include "context_switch.h"
#include "fiber_extras.h"
#include "fiber_registry.h"
#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/detail/fiber_state.h"
#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/detail/ref_ptr.h"
#include "gfetch/fiber/exceptions.h"
#include "gfetch/fiber/hub_options.h"
#include "loop/loop.h"
#include "stack_overflow.h"
#include "stack_pool.h"

namespace gfetch::detail {

class Scheduler {
 public:
  /// Becomes the thread's scheduler; the running code is the main fiber.
  Scheduler(Loop& loop, const HubOptions& options);
  /// All fibers but main must have ended, or are abandoned. Requires main to
  /// run.
  ~Scheduler();
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  /// The thread's. Without one, current() throws std::logic_error and find()
  /// returns nullptr.
  static Scheduler& current();
  static Scheduler* find() noexcept { return thread_scheduler; }

  Loop& loop() const noexcept { return loop_; }
  /// The fiber that runs; nullptr in the hub.
  FiberState* running() const noexcept { return running_; }
  FiberState& main_fiber() const noexcept { return *main_; }
  FiberRegistry& registry() noexcept { return registry_; }
  StackPool& stacks() noexcept { return stacks_; }

  // Starting. A fiber that was started before is left as it is.

  /// Runs `fiber` in the loop's next drain.
  void start(FiberState& fiber);
  /// Runs it after `delay`.
  void start_later(FiberState& fiber, Duration delay);
  /// Runs it now, until it first blocks. Hub only.
  void start_now(FiberState& fiber);

  // Switching.

  /// Lets all fibers run that are ready now. Throws a kill or Timeout that is
  /// delivered meanwhile.
  /// Blocks the calling fiber.
  void yield();
  /// The running fiber, which is about to block. Throws the first exception
  /// that was deferred for it, and BlockingSwitchOut in the hub.
  FiberState& prepare_to_block();
  /// Switches away from `fiber`, the running one, until it is resumed. Reports
  /// say that it waits for `what`. An exception that was delivered meanwhile is
  /// left for throw_delivered(), so that the caller can end its wait first.
  /// Blocks the calling fiber.
  void block(FiberState& fiber, const char* what) noexcept;
  /// Switches to `fiber` until it blocks or ends. Hub only.
  void resume(FiberState& fiber) noexcept;
  /// Throws the exception that was delivered while `fiber`, which runs now, was
  /// blocked.
  static void throw_delivered(FiberState& fiber);

  // Ending.

  /// Throws `exception` in `fiber` where it blocks; later, when it is shielded
  /// now; never, when it has not begun: then it is ended by it. Hub only.
  void deliver(FiberState& fiber, std::exception_ptr exception,
               const void* sender = nullptr);
  /// Takes back the exceptions that `sender` delivered and that were not thrown
  /// yet.
  static void withdraw(FiberState& fiber, const void* sender) noexcept;
  /// Delivers `exception` from the hub, after the callbacks scheduled so far; a
  /// fiber that has not begun is ended at once.
  static void kill_soon(FiberState& fiber, std::exception_ptr exception);
  /// `fiber` unwinds, or holds a shield: nothing is thrown into it.
  bool shielded(const FiberState& fiber) const noexcept;
  /// Calls `link`, which must live until it is called or unlinked, when `fiber`
  /// has ended; also if it has already.
  static void link(FiberState& fiber, FiberObserver& link);

  // Watching.

  /// Calls `watch` with each fiber that is started.
  void add_spawn_watch(FiberObserver& watch) noexcept {
    spawn_watches_.push_back(watch);
  }
  /// Calls `task` when nothing is left to do, in place of throwing LoopExit in
  /// the main fiber; nullptr: no longer.
  void on_idle(const Task* task) noexcept { on_idle_ = task; }
  /// Schedules `callback` when the last fiber has ended; nullptr: no longer.
  void on_last_end(Callback* callback) noexcept { on_last_end_ = callback; }

 private:
  static void run_hub(void* self);
  void handle_idle();

  bool mark_started(FiberState& fiber);
  static void resume_callback(void* fiber) noexcept;
  FiberState* take_next_fiber() noexcept;
  static void run_to_end(void* fiber) noexcept;
  [[noreturn]] void leave(FiberState& fiber);
  void finish(FiberState& fiber) noexcept;
  void unregister(FiberState& fiber) noexcept;

  static void throw_deferred(FiberState& fiber) {
    if (fiber.find_extras() != nullptr) throw_first_deferred(fiber);
  }
  static void throw_first_deferred(FiberState& fiber);
  [[noreturn]] static void rethrow_delivered(FiberState& fiber);

  static void end_unrun(FiberState& fiber,
                        const std::exception_ptr& exception) noexcept;
  static void schedule_links(FiberState& fiber) noexcept;
  static void links_callback(void* fiber) noexcept;

  static void check_overflow(const void* address) noexcept;
  static void check_stack(const FiberState& fiber) noexcept {
    const Stack& stack = fiber.context.stack;
    if (stack.has_canary && !StackPool::intact(stack)) {
      die_of_stack_overflow(&fiber);
    }
  }

  // initial-exec: one word of the static block, reached without a call.
  [[gnu::tls_model("initial-exec")]] static constinit thread_local Scheduler*
      thread_scheduler;

  Loop& loop_;
  StackPool stacks_;
  StackPool hub_stack_;
  RefPtr<FiberState> main_;
  Context hub_context_;
  FiberState* running_;
  // The hub's present callback has nothing left to do after its resume().
  bool resume_is_last_ = false;
  FiberState* ended_ = nullptr;  // has left its stack, which is not freed yet
  FiberRegistry registry_;
  const Task* on_idle_ = nullptr;
  Callback* on_last_end_ = nullptr;
  List<FiberObserver> spawn_watches_;
  bool stopped_ = false;
};

/// The fiber that runs. Throws std::logic_error without a hub, and
/// BlockingSwitchOut in the hub itself.
FiberState& running_fiber();

// The functions between a fiber and its switch are inline: each return that
// follows a switch costs some 5 ns, see context_switch.h.

// When the hub is to resume another fiber next, and has nothing left to do in
// its present callback, the fiber that blocks does so itself: one switch in
// place of two. A fiber that has not begun is left to the hub, which makes its
// stack.
inline FiberState* Scheduler::take_next_fiber() noexcept {
  if (!resume_is_last_) return nullptr;
  Task* callback = loop_.next_if(&Scheduler::resume_callback);
  if (callback == nullptr) return nullptr;
  auto& fiber = *static_cast<FiberState*>(callback->argument());
  if (!fiber.begun()) return nullptr;
  loop_.take(*callback);
  return &fiber;
}

[[gnu::always_inline]] inline void Scheduler::block(FiberState& fiber,
                                                    const char* what) noexcept {
  check_stack(fiber);
  fiber.waits_for = what;
  if (FiberState* next = take_next_fiber()) {
    if (next != &fiber) {
      running_ = next;
      switch_context(fiber.context, next->context);
    }
  } else {
    running_ = nullptr;
    switch_context(fiber.context, hub_context_);
  }
  fiber.waits_for = nullptr;
}

inline FiberState& Scheduler::prepare_to_block() {
  if (running_ == nullptr) throw BlockingSwitchOut();
  throw_deferred(*running_);
  return *running_;
}

[[gnu::always_inline]] inline void Scheduler::yield() {
  FiberState& fiber = prepare_to_block();
  loop_.schedule(fiber.callback);
  block(fiber, "yield");
  fiber.callback.cancel();  // resumed by a kill or Timeout
  throw_delivered(fiber);
}

// A plain kill is thrown as a new FiberExit, from the frame that waited: each
// frame on the way costs a quarter of a microsecond, and an exception_ptr that
// goes out of scope meanwhile twice as much.
[[gnu::always_inline]] inline void Scheduler::throw_delivered(
    FiberState& fiber) {
  if (!fiber.delivered) return;
  if (fiber.delivered != fiber_exit()) rethrow_delivered(fiber);
  fiber.delivered = nullptr;
  throw FiberExit();
}

}  // namespace gfetch::detail
