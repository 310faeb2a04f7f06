#pragma once
/// The control block of a fiber: its data and its links. Scheduler contains all
/// control flow. The control block is allocated together with the fiber's
/// function and its result.
///
///                start()          resumed first          returns, throws
///       ┌──────┐        ┌────────────┐        ┌──────────┐        ┌───────┐
///   ───►│ kNew ├───────►│ kScheduled ├───────►│ kRunning ├───────►│ kDead │
///       └──┬───┘        └─────┬──────┘        └──────────┘        └───────┘
///          │  killed          │  killed                               ▲
///          └──────────────────┴───────────────────────────────────────┘
///
/// The lists that contain a fiber in each phase:
///
///   kNew        None: only its handles refer to the fiber.
///   kScheduled  The scheduler's registry. The fiber's callback is in the
///               loop's list, or its start timer runs. The fiber has no stack
///               yet, so that a kill unwinds nothing.
///   kRunning    The registry. The fiber has a stack. It runs, or it yields
///               (its callback is in the loop's list), or it is blocked (a
///               Waiter on its stack is in the wait queue of an event, …).
///   kDead       None. The fiber's callback is in the loop's list until its
///               links were called.
///
/// Invariants:
///
/// 1. The phase changes only along the arrows; FiberPhase asserts this.
/// 2. The registry holds one reference to the fiber from its start to its end.
///    A scheduled callback that calls links holds another one.
/// 3. `delivered` is set when an exception is delivered to the fiber, and
///    cleared when the fiber's switch returns, before any other code runs.
/// 4. The closure is destroyed before any other fiber can see the phase kDead:
///    on the fiber's own stack, if the fiber has one. If the hub ends a fiber
///    that has not begun, the hub's disposal destroys the closure soon after.
/// 5. The hub destroys no object of the program; see disposal.h.

#include <atomic>
#include <cassert>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <utility>

#include "gfetch/fiber/detail/context.h"
#include "gfetch/fiber/detail/home.h"
#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/detail/ref_ptr.h"
#include "gfetch/fiber/detail/serial.h"
#include "gfetch/fiber/detail/watcher.h"
#include "gfetch/fiber/fiber_info.h"

namespace gfetch::detail {

class FiberState;
class LocalStore;
struct FiberExtras;
struct SpawnTree;
class Waiter;

class FiberPhase {
 public:
  enum Value : std::uint8_t { kNew, kScheduled, kRunning, kDead };

  /// Changes the phase to `next`. Asserts in debug builds that the change is
  /// valid.
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

/// A function that the hub calls with a fiber: a link of a fiber, when that
/// fiber has ended, or a spawn watch of the scheduler, for each fiber that is
/// started. The list hook links the observer into the list of links or watches.
class FiberObserver : public ListHook {
 public:
  using Function = void (*)(FiberObserver& self, FiberState& fiber) noexcept;

  /// `destroy` is for a link that deletes itself when it is called: it is
  /// called instead of `fn` if the link is removed before.
  explicit FiberObserver(
      Function fn, void (*destroy)(FiberObserver&) noexcept = nullptr) noexcept
      : fn_(fn), destroy_(destroy) {}

  void operator()(FiberState& fiber) noexcept { fn_(*this, fiber); }
  void drop() noexcept {
    if (destroy_ != nullptr) destroy_(*this);
  }
  bool calls(Function fn) const noexcept { return fn_ == fn; }

 private:
  Function fn_;
  void (*destroy_)(FiberObserver&) noexcept;
};

/// The control block of a fiber. The list hook links it into the scheduler's
/// registry.
class FiberState : public ListHook {
 public:
  FiberState() noexcept;
  virtual ~FiberState();

  void add_ref() noexcept { ++refs_; }
  /// Removes a reference. Without references the fiber's state is destroyed,
  /// and an exception that no code observed is reported.
  void release() noexcept {
    if (--refs_ == 0) destroy();
  }

  std::uint32_t refs() const noexcept {
    return refs_ + foreign_refs_.load(std::memory_order_relaxed);
  }

  /// The same for callers in any thread. A reference that is removed in another
  /// thread than that of the fiber's hub counts until the hub hears of it.
  void add_ref_anywhere() noexcept {
    if (home.is_elsewhere()) [[unlikely]] {
      foreign_refs_.fetch_add(1, std::memory_order_relaxed);
    } else {
      ++refs_;
    }
  }
  void release_anywhere() noexcept {
    if (home.is_elsewhere()) [[unlikely]] {
      release_elsewhere();
    } else {
      release();
    }
  }

  /// The serial number by which the fiber is known again. Most fibers need
  /// none: the first call takes it. Must be called in the thread of the fiber.
  Serial serial() noexcept {
    if (serial_ == kNoSerial) serial_ = next_serial();
    return serial_;
  }
  /// True if serial() has returned `serial`, which is not kNoSerial.
  bool has_serial(Serial serial) const noexcept { return serial_ == serial; }

  bool started() const noexcept {
    return phase == FiberPhase::kScheduled || phase == FiberPhase::kRunning;
  }
  /// True if the fiber has begun to run and has not ended.
  bool begun() const noexcept { return phase == FiberPhase::kRunning; }
  bool ready() const noexcept { return phase == FiberPhase::kDead; }
  /// How the fiber has ended; kRunning also while the fiber destroys its
  /// function and its locals.
  FiberOutcome outcome() const noexcept {
    return ready() ? ended_by : FiberOutcome::kRunning;
  }
  /// Returns the exception that ended the fiber, or null, and marks it as
  /// observed, so that it is not reported. To ask a fiber that has not ended
  /// observes nothing.
  std::exception_ptr exception() const noexcept {
    if (!ready()) return nullptr;
    observed_ = true;
    return failure;
  }

  /// Returns the name of the fiber; by default its number, `fiber-7`.
  std::string name() const;
  void name(std::string name);

  /// Returns the rarely used parts of the state; the first call allocates them.
  FiberExtras& extras();
  /// Returns the rarely used parts of the state, or nullptr if they were not
  /// allocated.
  FiberExtras* find_extras() const noexcept { return extras_.get(); }
  /// Returns the spawn tree of the fiber; the first call creates it, unless the
  /// fiber shares that of its spawner.
  SpawnTree& tree();
  bool has_tree() const noexcept { return static_cast<bool>(tree_); }
  void share_tree(FiberState& spawner);
  /// Returns the locals of the fiber's spawn tree if no other fiber belongs to
  /// the tree, otherwise nullptr.
  LocalStore* own_tree_locals() const noexcept;

  /// Drops the first link for which `chosen` returns true.
  template <class Predicate>
  void drop_first_link(Predicate chosen) noexcept {
    for (FiberObserver* link = links.first(); link != nullptr;
         link = links.after(*link)) {
      if (!chosen(*link)) continue;
      link->unlink();
      return link->drop();
    }
  }

  /// Calls the fiber's function and stores its result.
  virtual void run() = 0;
  /// Destroys the fiber's function: the fiber has ended, or will never run.
  virtual void drop_closure() noexcept = 0;
  /// Destroys the result of the fiber, to which no handle refers.
  virtual void drop_result() noexcept {}

  Context context;
  Home home;                     // the hub that runs the fiber
  Callback callback;             // resumes the fiber, or calls its links
  std::exception_ptr delivered;  // thrown when the fiber's switch returns
  std::exception_ptr failure;    // the exception that ended the fiber
  Waiter* waits_in = nullptr;    // null: ready to run
  List<FiberObserver> links;
  std::uint32_t id = 0;          // 0: the main fiber, or not started
  std::uint32_t spawner_id = 0;  // the fiber that started it; 0: main or hub
  unsigned uncaught_at_entry = 0;
  unsigned shields = 0;  // number of KillShields; above 0 kills are deferred
  // Uncaught exceptions of the suspended greenlets that last ran in the fiber.
  unsigned suspended_exceptions = 0;
  FiberPhase phase;
  // True if the fiber contains objects whose destructors run code.
  bool owns_objects = false;
  FiberOutcome ended_by = FiberOutcome::kReturned;  // valid at the end

 private:
  void destroy() noexcept;
  void destroy_with_objects() noexcept;
  void release_elsewhere() noexcept;

  std::unique_ptr<FiberExtras> extras_;
  RefPtr<SpawnTree> tree_;
  Serial serial_ = kNoSerial;
  std::uint32_t refs_ = 0;                      // used by the thread of the hub
  std::atomic<std::uint32_t> foreign_refs_{0};  // added in other threads
  mutable bool observed_ = false;
};

/// A reference to a fiber that, unlike a RefPtr, any thread may copy and
/// destroy.
class FiberRef {
 public:
  FiberRef() = default;
  explicit FiberRef(FiberState* fiber) noexcept : fiber_(fiber) {
    if (fiber_ != nullptr) fiber_->add_ref_anywhere();
  }
  FiberRef(const FiberRef& other) noexcept : FiberRef(other.fiber_) {}
  FiberRef(FiberRef&& other) noexcept
      : fiber_(std::exchange(other.fiber_, nullptr)) {}
  FiberRef& operator=(FiberRef other) noexcept {
    std::swap(fiber_, other.fiber_);
    return *this;
  }
  ~FiberRef() {
    if (fiber_ != nullptr) fiber_->release_anywhere();
  }

  FiberState* get() const noexcept { return fiber_; }
  FiberState& operator*() const noexcept { return *fiber_; }
  explicit operator bool() const noexcept { return fiber_ != nullptr; }

 private:
  FiberState* fiber_ = nullptr;
};

}  // namespace gfetch::detail
