#pragma once
/// The loop's view of the system, by libev: it waits for descriptors and for
/// wake-ups from outside. Its .cc is the one unit that includes ev.h.

#include <atomic>
#include <memory>

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/detail/watched_fd.h"

namespace gfetch::detail {

class EvBackend {
 public:
  static constexpr Duration kForEver = Duration::max();

  /// Throws std::runtime_error when libev finds no way to poll on this system.
  EvBackend();
  ~EvBackend();
  EvBackend(const EvBackend&) = delete;
  EvBackend& operator=(const EvBackend&) = delete;

  /// Watches `fd` for `events`, 0 for none, from the next apply_changes() on.
  void watch(WatchedFd& fd, int events) noexcept;
  /// Forgets `fd`, which is about to be destroyed.
  void forget(WatchedFd& fd) noexcept;
  /// Tells libev the changes since the last call. A descriptor that was closed
  /// meanwhile is reported as ready: reading or writing it will fail.
  void apply_changes() noexcept;

  /// Waits until a descriptor is ready, wake_up() is called or `longest` has
  /// passed, and reports the ready descriptors. Zero or less: does not wait.
  void poll(Duration longest);

  /// Ends the poll that runs now, or the next one. May be called from any
  /// thread and from signal handlers.
  void wake_up() noexcept;
  bool woken_up() const noexcept {
    return woken_up_.load(std::memory_order_acquire);
  }
  /// Whether wake_up() was called since the last call of this function.
  bool take_wake_up() noexcept {
    return woken_up_.exchange(false, std::memory_order_acq_rel);
  }

 private:
  struct Ev;

  void apply(WatchedFd& fd) noexcept;

  std::unique_ptr<Ev> ev_;
  List<WatchedFd> changed_;
  std::atomic<bool> woken_up_{false};
};

}  // namespace gfetch::detail
