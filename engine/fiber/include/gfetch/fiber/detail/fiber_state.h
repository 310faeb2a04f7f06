#pragma once
/// The control block of a fiber: its data and its links. All control flow is
/// Scheduler's. One allocation holds it together with the fiber's closure and
/// result.
///
///                start()          resumed first          returns, throws
///       ┌──────┐        ┌────────────┐        ┌──────────┐        ┌───────┐
///   ───►│ kNew ├───────►│ kScheduled ├───────►│ kRunning ├───────►│ kDead │
///       └──┬───┘        └─────┬──────┘        └──────────┘        └───────┘
///          │  killed          │  killed                               ▲
///          └──────────────────┴───────────────────────────────────────┘
///
/// Where the fiber is found in each phase:
///
///   kNew        nowhere: its handles own it.
///   kScheduled  in the scheduler's registry; its callback is in the loop's
///               list, or its start timer runs. It has no stack yet, so a kill
///               has nothing to unwind.
///   kRunning    in the registry; it has a stack. It is the one that runs, or
///               it yields (its callback is in the loop's list), or it is
///               blocked (a Waiter on its stack is registered with the thing
///               that it waits for).
///   kDead       nowhere. Its callback is in the loop's list while links are
///               left to be called.
///
/// Invariants:
///
/// 1. The phase changes along the arrows only; FiberPhase asserts it.
/// 2. The registry holds one reference from the start to the end of the fiber,
///    and a callback that will call links holds one.
/// 3. `delivered` is set only from the delivery until the fiber's switch has
///    returned, which is before any other code runs.
/// 4. The closure is destroyed, on the fiber's own stack when it has one,
/// before
///    any other fiber sees the phase kDead.

#include <cassert>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>

#include "gfetch/fiber/detail/context.h"
#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/detail/ref_ptr.h"
#include "gfetch/fiber/detail/watcher.h"

namespace gfetch::detail {

class FiberState;
struct FiberExtras;
struct SpawnTree;

class FiberPhase {
 public:
  enum Value : std::uint8_t { kNew, kScheduled, kRunning, kDead };

  /// Asserts, in debug builds, that a fiber may change to `next`.
  void become(Value next) noexcept {
    assert(may_become(next) && "an invalid change of a fiber's phase");
    value_ = next;
  }
  bool may_become(Value next) const noexcept {
    switch (value_) {
      case kNew:
        return next == kScheduled || next == kDead;
      case kScheduled:
        return next == kRunning || next == kDead;
      case kRunning:
        return next == kDead;
      case kDead:
        return false;
    }
    return false;
  }
  bool operator==(Value value) const noexcept { return value_ == value; }

 private:
  Value value_ = kNew;
};

/// A function that is called with a fiber, in the hub: a link of the fiber is
/// called once it has ended, a spawn watch of the scheduler with each fiber
/// that is started. The hook is for the list that it is in.
class FiberObserver : public ListHook {
 public:
  using Function = void (*)(FiberObserver& self, FiberState& fiber) noexcept;

  /// `destroy` is for a link that owns itself: it is called in place of `fn`
  /// when the link is dropped uncalled.
  explicit FiberObserver(
      Function fn, void (*destroy)(FiberObserver&) noexcept = nullptr) noexcept
      : fn_(fn), destroy_(destroy) {}

  void operator()(FiberState& fiber) noexcept { fn_(*this, fiber); }
  void drop() noexcept {
    if (destroy_ != nullptr) destroy_(*this);
  }
  bool owns_itself() const noexcept { return destroy_ != nullptr; }

 private:
  Function fn_;
  void (*destroy_)(FiberObserver&) noexcept;
};

/// The hook is for the scheduler's registry.
class FiberState : public ListHook {
 public:
  FiberState() noexcept;
  virtual ~FiberState();

  void add_ref() noexcept { ++refs_; }
  /// The last release destroys it, and reports an exception that was never
  /// asked for.
  void release() noexcept {
    if (--refs_ == 0) destroy();
  }

  bool started() const noexcept {
    return phase == FiberPhase::kScheduled || phase == FiberPhase::kRunning;
  }
  /// It has begun to run, and has not ended.
  bool begun() const noexcept { return phase == FiberPhase::kRunning; }
  bool ready() const noexcept { return phase == FiberPhase::kDead; }
  bool successful() const noexcept { return ready() && !failure; }
  /// The exception that it failed with, which then counts as observed.
  std::exception_ptr exception() const noexcept {
    observed_ = true;
    return failure;
  }

  /// The name that it was given, or `fiber-7`.
  std::string name() const;
  void name(std::string name);

  /// Made by the first call.
  FiberExtras& extras();
  /// nullptr when there are none.
  FiberExtras* find_extras() const noexcept { return extras_.get(); }
  /// Made by the first call, unless it is shared.
  SpawnTree& tree();
  void share_tree(FiberState& spawner);
  void leave_tree() noexcept;

  /// Drops the first link that owns itself and that `chosen` picks.
  template <class Predicate>
  void drop_first_link(Predicate chosen) noexcept {
    for (FiberObserver* link = links.first(); link != nullptr;
         link = links.after(*link)) {
      if (!link->owns_itself() || !chosen(*link)) continue;
      link->unlink();
      return link->drop();
    }
  }

  /// Calls the closure and keeps its result.
  virtual void run() = 0;
  /// Destroys the closure: the fiber has ended, or will never run.
  virtual void drop_closure() noexcept = 0;

  Context context;
  Callback callback;             // resumes it, or calls its links
  std::exception_ptr delivered;  // to be thrown when its switch returns
  std::exception_ptr failure;    // the exception that it ended with
  const char* waits_for = nullptr;
  List<FiberObserver> links;
  std::uint32_t id = 0;          // 0: the main fiber, or never started
  std::uint32_t spawner_id = 0;  // 0: the main fiber, or the hub
  unsigned uncaught_at_entry = 0;
  unsigned shields = 0;  // nothing is thrown into it while there are any
  FiberPhase phase;
  bool killed = false;  // ended by a FiberExit, so without a result

 private:
  void destroy() noexcept;

  std::unique_ptr<FiberExtras> extras_;
  RefPtr<SpawnTree> tree_;
  std::uint32_t refs_ = 0;
  mutable bool observed_ = false;
};

}  // namespace gfetch::detail
