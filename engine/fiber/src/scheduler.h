#pragma once
/// Who runs: the hub's own context with the loop in it, and the fibers that
/// the hub switches to and that switch back to it when they block. A fiber is
/// resumed by the hub at the moment it is chosen, so there is no fiber that
/// was woken and has not run yet.

#include <cstdint>
#include <exception>
#include <string>
#include <typeinfo>
#include <vector>

#include "context.h"
#include "context_switch.h"
#include "gfetch/fiber/detail/fiber_core.h"
#include "gfetch/fiber/detail/locals.h"
#include "gfetch/fiber/detail/waiter.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/spawn_watch.h"
#include "greenlets.h"
#include "loop/loop.h"
#include "stack_overflow.h"
#include "stack_pool.h"

namespace gfetch::detail {

class Scheduler {
 public:
  Scheduler(Hub& hub, Loop& loop, const HubOptions& options);
  ~Scheduler();
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  /// The thread's; throws std::logic_error, or gives nullptr, without one.
  static Scheduler& current();
  static Scheduler* find() noexcept;

  Hub& hub() const noexcept { return hub_; }
  Loop& loop() const noexcept { return loop_; }
  /// The fiber that runs; nullptr in the hub.
  FiberCore* running() const noexcept { return running_; }
  bool is_main(const FiberCore& fiber) const noexcept {
    return &fiber == main_.get();
  }

  /// The running fiber, which is about to block. Throws what was held back for
  /// it, and BlockingSwitchOut in the hub.
  FiberCore& about_to_block();
  /// Switches to the hub until someone resumes `fiber`, the running one. What
  /// was delivered to it is left for throw_delivered(), so that nothing of the
  /// wait has to be unwound.
  void block(FiberCore& fiber, const char* what) noexcept;
  /// Switches to `fiber` until it blocks or ends. Hub only.
  void resume(FiberCore& fiber) noexcept;
  /// The same, as the last thing that the hub's running callback does.
  void resume_last(FiberCore& fiber) noexcept;

  /// Switches to the hub for good.
  [[noreturn]] void leave(FiberCore& fiber);

  /// Takes a fiber that is to run among the live ones, and out again.
  void enlist(FiberCore& fiber) noexcept;
  void strike_off(FiberCore& fiber) noexcept;

  /// Lets the loop run from the main fiber until nothing is left to do.
  bool join(TimeLimit limit);

  /// Tells those who watch it that `fiber` was started.
  void announce(FiberCore& fiber) noexcept;
  bool watched() noexcept { return !watches_.empty(); }
  void watch(SpawnWatch& watch) noexcept { watches_.push_back(watch); }

  StackPool& stacks() noexcept { return stacks_; }
  /// Those that have a stack.
  List<GreenletCore>& greenlets() noexcept { return greenlets_; }

  void on_error(Hub::ErrorHandler handler) { on_error_ = std::move(handler); }
  /// Tells about an exception that nobody will ask for.
  void report(const std::string& where,
              const std::exception_ptr& exception) noexcept;

  std::vector<FiberInfo> fibers();
  std::size_t fiber_count() const noexcept { return count_; }
  std::uint32_t next_id() noexcept { return ++last_id_; }

  /// Whether a fault at `address` is a stack that overflowed.
  /// Async-signal-safe.
  bool guards(const void* address) const noexcept;

 private:
  friend class FiberCore;

  static void run_hub(void* self);
  void switch_away(FiberCore& fiber, const char* what) noexcept;
  FiberCore* next_turn() noexcept;
  void ran_dry();
  void finish(FiberCore& fiber) noexcept;
  void end_all() noexcept;
  void end_greenlets() noexcept;
  static FiberInfo info(const FiberCore& fiber);
  static void check_stack(const FiberCore& fiber) noexcept {
    const Stack& stack = fiber.context_.stack;
    if (stack.has_canary && !StackPool::intact(stack)) {
      die_of_stack_overflow(&fiber);
    }
  }

  Hub& hub_;
  Loop& loop_;
  StackPool stacks_;
  StackPool hub_stack_;
  CoreRef<FiberCore> main_;
  Context hub_context_;
  FiberCore* running_;
  bool hub_goes_on_ = false;    // to its next callback, when it is back
  FiberCore* ended_ = nullptr;  // left its stack, which is still to be freed
  List<FiberCore> live_;
  std::size_t count_ = 0;
  std::uint32_t last_id_ = 0;
  Waiter* joining_ = nullptr;  // main, in join()
  bool ending_ = false;        // join() waits for the fibers alone
  Callback all_ended_;
  bool stopped_ = false;
  Hub::ErrorHandler on_error_;
  List<SpawnWatch> watches_;
  List<GreenletCore> greenlets_;
};

// Inline for the sake of the returns between a fiber and its switch, see
// context_switch.h.

// A fiber that blocks while the hub drains its callbacks, and has nothing left
// to do in the one that resumed this fiber, does itself what the hub would do
// next, if that is to resume another: one switch in place of two.
inline FiberCore* Scheduler::next_turn() noexcept {
  if (!hub_goes_on_) return nullptr;
  Task* turn = loop_.next_if(&FiberCore::take_turn);
  if (turn == nullptr) return nullptr;
  auto& fiber = *static_cast<FiberCore*>(turn->argument());
  if (fiber.state_ != FiberCore::State::kRunning) return nullptr;
  loop_.take(*turn);
  return &fiber;
}

[[gnu::always_inline]] inline void Scheduler::switch_away(
    FiberCore& fiber, const char* what) noexcept {
  check_stack(fiber);
  fiber.waits_for_ = what;
  if (FiberCore* next = next_turn()) {
    if (next != &fiber) {
      running_ = next;
      switch_context(fiber.context_, next->context_);
    }
  } else {
    running_ = nullptr;
    switch_context(fiber.context_, hub_context_);
  }
  fiber.waits_for_ = nullptr;
}

inline FiberCore& Scheduler::about_to_block() {
  if (running_ == nullptr) throw BlockingSwitchOut();
  running_->throw_deferred();
  return *running_;
}

[[gnu::always_inline]] inline void Scheduler::block(FiberCore& fiber,
                                                    const char* what) noexcept {
  switch_away(fiber, what);
}

// A plain kill is thrown anew, from the frame that waited: each frame on the
// way costs a quarter of a microsecond, and an exception_ptr that goes out of
// scope meanwhile twice as much.
[[gnu::always_inline]] inline void FiberCore::throw_delivered() {
  if (!delivered_) return;
  if (delivered_ != fiber_exit()) rethrow_delivered();
  delivered_ = nullptr;
  throw FiberExit();
}

/// `std::string` for typeid(std::string).
std::string type_name(const std::type_info& type);

/// Prints `where failed with Type: what` on stderr.
void print_exception(const std::string& where,
                     const std::exception_ptr& exception) noexcept;

/// The rarely needed part of a fiber's control block.
struct FiberExtras {
  struct Deferred {
    std::exception_ptr exception;
    const void* sender;
  };

  std::string name;
  std::vector<Deferred> deferred;  // delivered while it was sheltered
  std::unique_ptr<Timer> start_timer;
  LocalStore locals;
  std::unique_ptr<FiberGreenlets> greenlets;  // once it has asked for them
};

/// What a fiber shares with all that it spawns.
struct SpawnTree {
  void add_ref() noexcept { ++refs; }
  void release() noexcept {
    if (--refs == 0) delete this;
  }

  LocalStore locals;
  std::uint32_t refs = 0;
};

}  // namespace gfetch::detail
