#pragma once
/// The control block of a fiber: what the scheduler knows of it. One
/// allocation holds it together with the fiber's closure and result.

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <utility>

#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/detail/watcher.h"
#include "gfetch/fiber/wait_limit.h"

namespace gfetch::detail {

class FiberCore;
class Scheduler;
struct FiberExtras;
struct SpawnTree;

/// A stack as the pool hands it out; `bottom` is its lowest address.
struct Stack {
  std::byte* bottom = nullptr;
  std::size_t bytes = 0;
  bool has_canary = false;  // has a word to check in place of a guard page
};

/// Where a fiber stands while it does not run: its machine state, its part of
/// the C++ runtime's exception state, and what the sanitizers keep of it.
struct Context {
  void* machine = nullptr;
  void* exception_globals = nullptr;  // of its thread,
  int* thread_errno = nullptr;        // as it never leaves that
  void* caught_exceptions = nullptr;
  unsigned uncaught_exceptions = 0;
  Stack stack;
  void (*entry)(void*) = nullptr;
  void* entry_arg = nullptr;
  void* tsan_fiber = nullptr;
};

/// Called in the hub when a fiber has ended, in the order of linking.
class Link : public ListHook {
 public:
  using Function = void (*)(Link& self, FiberCore& ended) noexcept;

  /// `destroy` is for one that owns itself, and is never called.
  explicit Link(Function fn, void (*destroy)(Link&) noexcept = nullptr) noexcept
      : fn_(fn), destroy_(destroy) {}
  void operator()(FiberCore& ended) noexcept { fn_(*this, ended); }
  void drop() noexcept {
    if (destroy_ != nullptr) destroy_(*this);
  }
  bool owns_itself() const noexcept { return destroy_ != nullptr; }

 private:
  Function fn_;
  void (*destroy_)(Link&) noexcept;
};

/// A counted reference, within one thread, to what counts them itself.
template <class Core>
class CoreRef {
 public:
  CoreRef() = default;
  explicit CoreRef(Core* core) noexcept : core_(core) {
    if (core_ != nullptr) core_->add_ref();
  }
  CoreRef(const CoreRef& other) noexcept : CoreRef(other.core_) {}
  CoreRef(CoreRef&& other) noexcept
      : core_(std::exchange(other.core_, nullptr)) {}
  CoreRef& operator=(CoreRef other) noexcept {
    std::swap(core_, other.core_);
    return *this;
  }
  ~CoreRef() {
    if (core_ != nullptr) core_->release();
  }

  Core* get() const noexcept { return core_; }
  Core* operator->() const noexcept { return core_; }
  Core& operator*() const noexcept { return *core_; }
  explicit operator bool() const noexcept { return core_ != nullptr; }

 private:
  Core* core_ = nullptr;
};

class FiberCore : public ListHook {
 public:
  FiberCore() noexcept;
  virtual ~FiberCore();

  void add_ref() noexcept { ++refs_; }
  void release() noexcept {
    if (--refs_ == 0) dispose();
  }

  /// To be run at the hub's next turn, after `delay`, or (from the hub) now.
  /// One that was started before is left as it is.
  void start();
  void start_later(Duration delay);
  void start_now();
  /// Lets all run that are ready now. Only the running fiber may.
  void yield();

  bool started() const noexcept {
    return state_ == State::kScheduled || state_ == State::kRunning;
  }
  /// Has begun to run, and not ended.
  bool running() const noexcept { return state_ == State::kRunning; }
  bool ready() const noexcept { return state_ == State::kDead; }
  bool successful() const noexcept { return ready() && !exception_; }
  /// Ended by a FiberExit, so without a result.
  bool killed() const noexcept { return killed_; }

  /// What it failed with; whoever asks has observed it.
  std::exception_ptr exception() const noexcept {
    observed_ = true;
    return exception_;
  }

  bool join(WaitLimit limit);
  void kill_soon(std::exception_ptr exception);
  bool kill(std::exception_ptr exception, WaitLimit limit);
  /// Throws `exception` where it blocks, or later, when it is sheltered now.
  /// Hub only.
  void deliver(std::exception_ptr exception, const void* sender = nullptr);
  /// Takes back what `sender` delivered and was not thrown yet.
  void recall(const void* sender) noexcept;
  /// While it unwinds, or holds a KillShield, nothing is thrown into it.
  bool sheltered() const noexcept;
  void shelter() noexcept { ++shields_; }
  void unshelter() noexcept { --shields_; }

  /// `link` must live until it is called or unlinked.
  void link(Link& link);
  /// Its turn in the loop: to run, or, when it has ended, to tell those who
  /// linked to it.
  static void take_turn(void* self) noexcept;
  /// Drops the first link that owns itself and that `chosen` picks.
  template <class Predicate>
  void unlink_first(Predicate chosen) noexcept {
    for (Link* link = links_.first(); link != nullptr;
         link = links_.after(*link)) {
      if (!link->owns_itself() || !chosen(*link)) continue;
      link->unlink();
      return link->drop();
    }
  }

  std::string name() const;
  void name(std::string name);
  std::uint32_t id() const noexcept { return id_; }
  /// The id of the fiber that started this one: 0 is main, or the hub.
  std::uint32_t spawner_id() const noexcept { return spawner_id_; }
  FiberExtras& extras();
  /// What it shares with all that it spawns.
  SpawnTree& tree();

 protected:
  /// Calls the closure and keeps what it returns.
  virtual void run() = 0;
  /// Destroys the closure: the fiber has ended, or will never run.
  virtual void drop_closure() noexcept = 0;

 private:
  friend class Scheduler;
  friend class FiberGreenlets;
  friend class Waiter;
  friend struct FiberExtras;

  enum class State : std::uint8_t { kNew, kScheduled, kRunning, kDead };

  void end() noexcept;
  static void run_to_end(void* self) noexcept;
  bool become_scheduled();
  void end_unrun(const std::exception_ptr& exception) noexcept;
  void keep(const std::exception_ptr& exception) noexcept;
  /// What was delivered while it was sheltered, when it no longer is.
  void throw_deferred() {
    if (extras_) throw_first_deferred();
  }
  void throw_first_deferred();
  /// What was delivered while it was blocked.
  void throw_delivered();
  [[noreturn]] void rethrow_delivered();
  void schedule_links() noexcept;
  void notify_links() noexcept;
  void dispose() noexcept;

  Context context_;
  Callback turn_;                   // start, resume after yield, notify links
  Scheduler* scheduler_ = nullptr;  // that runs it
  std::exception_ptr delivered_;    // to be thrown when the switch returns
  std::exception_ptr exception_;    // that it ended with
  const char* waits_for_ = nullptr;
  List<Link> links_;
  std::unique_ptr<FiberExtras> extras_;
  CoreRef<SpawnTree> tree_;
  std::uint32_t refs_ = 0;
  std::uint32_t id_ = 0;
  std::uint32_t spawner_id_ = 0;
  unsigned uncaught_at_entry_ = 0;
  unsigned shields_ = 0;
  State state_ = State::kNew;
  bool killed_ = false;
  mutable bool observed_ = false;
};

/// The running fiber; throws BlockingSwitchOut in the hub itself.
FiberCore& current_core();

}  // namespace gfetch::detail
