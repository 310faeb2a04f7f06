#pragma once
/// The scheduler of a hub. It contains all control flow of fibers: how they are
/// started, blocked, resumed and ended.
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
///       returns from resume() ◄─────────────    the loop's next callback
///                                               resumes no fiber
///
///                                             block():
///            other fiber  ◄─────────────────    the loop's next callback
///                                               resumes that fiber: switches
///                                               directly to it
///
/// Invariants:
///
/// 1. Exactly one context runs. running() is its fiber, or nullptr if the hub
///    itself runs.
/// 2. To wake a fiber is to resume it at once: there is no fiber that was woken
///    and has not run yet. Therefore no kill can happen between the passing of
///    an item to a fiber and the fiber's receiving it, and no item or permit is
///    lost.
/// 3. No kill or Timeout is thrown in a fiber whose stack is being unwound or
///    that has a KillShield. The exception is stored until the fiber next
///    blocks.
/// 4. A fiber always runs in the same thread. A thread has at most one
/// scheduler.

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <vector>

#include "context_switch.h"
#include "fiber_extras.h"
#include "fiber_registry.h"
#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/detail/disposal.h"
#include "gfetch/fiber/detail/fiber_state.h"
#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/detail/local_store.h"
#include "gfetch/fiber/detail/ref_ptr.h"
#include "gfetch/fiber/detail/serial.h"
#include "gfetch/fiber/detail/waiter.h"
#include "gfetch/fiber/detail/watcher.h"
#include "gfetch/fiber/exceptions.h"
#include "gfetch/fiber/hub_options.h"
#include "live_hub.h"
#include "loop/loop.h"
#include "stack_overflow.h"
#include "stack_pool.h"

namespace gfetch::detail {

class Scheduler {
 public:
  /// Constructs the scheduler of the current thread. The running code becomes
  /// the main fiber.
  Scheduler(Loop& loop, const HubOptions& options);
  /// Requires that the main fiber runs. All other fibers should have ended;
  /// those that have not are abandoned.
  ~Scheduler();
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  /// Return the scheduler of the current thread. If there is none, current()
  /// throws std::logic_error and find() returns nullptr.
  static Scheduler& current();
  static Scheduler* find() noexcept { return thread_scheduler; }

  /// The serial number of this scheduler.
  Serial id() const noexcept { return id_; }
  Loop& loop() const noexcept { return loop_; }
  /// The running fiber; nullptr if the hub itself runs.
  FiberState* running() const noexcept { return running_; }
  FiberState& main_fiber() const noexcept { return *main_; }
  FiberRegistry& registry() noexcept { return registry_; }
  /// Returns the LoopExit that names all fibers and what each waits for.
  LoopExit loop_exit();
  StackPool& stacks() noexcept { return stacks_; }
  /// The values of fiber-local variables in the hub itself.
  LocalStore& hub_locals() noexcept { return hub_locals_; }

  /// Throws std::logic_error if `fiber` belongs to the hub of another thread. A
  /// fiber belongs to the hub that starts it, or that first uses it before.
  static void check_home(FiberState& fiber) {
    if (fiber.home.foreign()) [[unlikely]]
      refuse_foreign(fiber);
  }

  // Functions that start a fiber. They do nothing if it was already started,
  // and throw std::logic_error if it belongs to the hub of another thread.

  /// Starts `fiber`: it runs in the loop's next drain.
  void start(FiberState& fiber);
  /// Starts `fiber` after `delay`.
  void start_later(FiberState& fiber, Duration delay);
  /// Starts `fiber` and runs it at once, until it first blocks. Must be called
  /// by the hub.
  void start_now(FiberState& fiber);

  // Functions that switch between fibers.

  /// Suspends the running fiber until all fibers that are ready now have run.
  /// Throws a kill or a Timeout that is delivered to it during this time.
  /// Blocks the calling fiber.
  void yield();
  /// Returns the running fiber, which is about to block. Throws the first
  /// exception that was deferred for the fiber. Throws BlockingSwitchOut if the
  /// hub itself runs.
  FiberState& prepare_to_block();
  /// Suspends `fiber`, the running fiber, until it is resumed. It waits in
  /// `waiter`, which reports name. Does not throw an exception that
  /// is delivered to the fiber during this time: after its clean-up the caller
  /// calls throw_delivered().
  /// Blocks the calling fiber.
  void block(FiberState& fiber, Waiter& waiter) noexcept;
  /// Switches to `fiber`, and returns when a fiber has switched back to the
  /// hub. Must be called by the hub.
  void resume(FiberState& fiber) noexcept;
  /// Throws the exception that was delivered to `fiber`, the running fiber,
  /// while it was blocked.
  static void throw_delivered(FiberState& fiber);

  // Functions that end a fiber.

  /// Throws `exception` in `fiber`, where it blocks; if the fiber is shielded,
  /// when it next blocks. A fiber that has not begun to run ends with the
  /// exception. Must be called by the hub.
  void deliver(FiberState& fiber, std::exception_ptr exception,
               Serial sender = kNoSerial);
  /// Removes the exceptions that the object `sender` delivered to `fiber` and
  /// that were not thrown yet.
  static void withdraw(FiberState& fiber, Serial sender) noexcept;
  /// Schedules a callback that delivers `exception` to `fiber`. A fiber that
  /// has not begun to run ends at once. Throws std::logic_error if the fiber
  /// was started and the thread has no hub, or another than the fiber's.
  static void kill_soon(FiberState& fiber, std::exception_ptr exception);
  /// True if kills and Timeouts of `fiber` are deferred: its stack is being
  /// unwound, or it has a KillShield.
  bool shielded(const FiberState& fiber) const noexcept;
  /// Gives up `fiber`, which runs no more: it counts as killed, and waits for
  /// nothing. Its stack stays mapped, since other objects may have objects on
  /// it in their lists.
  void abandon(FiberState& fiber) noexcept;
  /// Adds `link` to `fiber`: it is called after the fiber has ended, or soon if
  /// the fiber has already ended. `link` must live until it is called or
  /// removed. Throws std::logic_error if the fiber has ended and the thread has
  /// no hub, or if the fiber belongs to the hub of another thread.
  static void link(FiberState& fiber, FiberObserver& link);

  // Functions for the disposal of objects; see disposal.h.

  /// Makes a fiber destroy `object` soon.
  void dispose(std::unique_ptr<Disposable> object) noexcept {
    disposables_.push_back(*object.release());
    dispose_next();
  }
  /// Destroys the objects that wait for their disposal.
  /// Blocks the calling fiber if a destructor does.
  void dispose_all() noexcept;
  /// True if objects wait for their disposal.
  bool disposes() const noexcept { return start_disposal_.scheduled(); }

  // Functions that observe the hub.

  /// Adds `watch`, which is called with each fiber that is started, before the
  /// fiber is scheduled. It may kill the fiber.
  void add_spawn_watch(FiberObserver& watch) noexcept {
    spawn_watches_.push_back(watch);
  }
  /// Sets the task that is called when the hub is idle. nullptr: LoopExit is
  /// thrown in the main fiber instead.
  void on_idle(const Task* task) noexcept { on_idle_ = task; }
  /// Sets the callback that is scheduled when the last fiber has ended;
  /// nullptr: none.
  void on_last_end(Callback* callback) noexcept { on_last_end_ = callback; }

 private:
  static Waiter yielding;  // in which fibers wait that yield

  bool begin(FiberState& fiber) noexcept;
  static void run_hub(void* self);
  void handle_idle();

  class DisposalFiber;
  static void start_disposal(void* scheduler) noexcept;
  /// Starts the disposal before all other callbacks, because without it the
  /// objects would be destroyed now.
  void dispose_next() noexcept { start_disposal_.schedule_next(); }

  bool mark_started(FiberState& fiber);
  // Not inlined: hubs with a spawn watch are rare, and every spawn would save
  // the registers of the loop.
  [[gnu::noinline]] bool survives_spawn_watches(FiberState& fiber);
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
  [[noreturn, gnu::cold, gnu::noinline]] static void throw_blocks_in_hub();
  [[noreturn, gnu::cold, gnu::noinline]] static void refuse_foreign(
      FiberState& fiber);

  static void end_unrun(FiberState& fiber,
                        std::exception_ptr exception) noexcept;
  static void schedule_links(FiberState& fiber) noexcept;
  static void links_callback(void* fiber) noexcept;

  static void check_overflow(const void* address) noexcept;
  static void check_stack(const FiberState& fiber) noexcept {
    const Stack& stack = fiber.context.stack;
    if (stack.has_canary && !StackPool::intact(stack)) {
      die_of_stack_overflow(&fiber);
    }
  }

  // The TLS model initial-exec makes access to this variable need no function
  // call.
  [[gnu::tls_model("initial-exec")]] static constinit thread_local Scheduler*
      thread_scheduler;

  const Serial id_;
  Loop& loop_;
  StackPool stacks_;
  StackPool hub_stack_;
  RefPtr<FiberState> main_;
  Context hub_context_;
  FiberState* running_;
  // True if the hub's current callback does nothing after resume().
  bool resume_is_last_ = false;
  FiberState* ended_ = nullptr;  // a fiber that ended, with its stack to free
  FiberRegistry registry_;
  const Task* on_idle_ = nullptr;
  Callback* on_last_end_ = nullptr;
  List<FiberObserver> spawn_watches_;
  List<Disposable> disposables_;
  Callback start_disposal_{&Scheduler::start_disposal, this};
  LocalStore hub_locals_;
  bool stopped_ = false;
  std::optional<LiveHub> live_;  // from the constructor to the destructor
};

/// Defers kills and Timeouts of the running fiber, if a fiber runs, while the
/// object is in scope.
class DestructorShield {
 public:
  DestructorShield() noexcept
      : fiber_(Scheduler::find() != nullptr ? Scheduler::find()->running()
                                            : nullptr) {
    if (fiber_ != nullptr) ++fiber_->shields;
  }
  ~DestructorShield() {
    if (fiber_ != nullptr) --fiber_->shields;
  }
  DestructorShield(const DestructorShield&) = delete;
  DestructorShield& operator=(const DestructorShield&) = delete;

 private:
  FiberState* fiber_;
};

/// Destroys the locals of `fiber`, which runs, and those of its spawn tree if
/// `with_tree` and no other fiber belongs to the tree.
void clear_locals(FiberState& fiber, bool with_tree) noexcept;

/// Destroys the exceptions that were deferred in a fiber which throws no more.
/// Blocks the calling fiber if their destructors do.
void drop_deferred(FiberExtras& extras) noexcept;

/// Returns the running fiber. Throws std::logic_error if the thread has no hub,
/// and BlockingSwitchOut if the hub itself runs.
FiberState& running_fiber();

// The functions between a fiber and its switch are inline, because each return
// that follows a switch costs about 5 ns; see context_switch.h.

// Returns the fiber to which the blocking fiber switches directly, which saves
// a switch to the hub, or nullptr to switch to the hub. This is allowed if the
// hub's current callback has nothing left to do and the next callback resumes a
// fiber. A fiber that has not begun is left to the hub, which takes its stack
// from the pool.
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
                                                    Waiter& waiter) noexcept {
  check_stack(fiber);
  fiber.waits_in = &waiter;
  if (FiberState* next = take_next_fiber()) {
    if (next != &fiber) {
      running_ = next;
      switch_context(fiber.context, next->context);
    }
  } else {
    running_ = nullptr;
    switch_context(fiber.context, hub_context_);
  }
  fiber.waits_in = nullptr;
}

inline FiberState& Scheduler::prepare_to_block() {
  if (running_ == nullptr) [[unlikely]]
    throw_blocks_in_hub();
  throw_deferred(*running_);
  return *running_;
}

[[gnu::always_inline]] inline void Scheduler::yield() {
  FiberState& fiber = prepare_to_block();
  loop_.schedule(fiber.callback);
  block(fiber, yielding);
  fiber.callback.cancel();  // still scheduled if a kill or Timeout resumed it
  throw_delivered(fiber);
}

// Throws the delivered exception of a fiber. The function is inline so that the
// exception is thrown from the frame that waits: each frame to unwind costs
// 0.25 microseconds. A kill without an exception of its own throws a new
// FiberExit: an exception_ptr that is destroyed while frames unwind costs 0.5
// microseconds.
[[gnu::always_inline]] inline void Scheduler::throw_delivered(
    FiberState& fiber) {
  if (!fiber.delivered) return;
  if (fiber.delivered != fiber_exit()) rethrow_delivered(fiber);
  fiber.delivered = nullptr;
  throw FiberExit();
}

}  // namespace gfetch::detail
