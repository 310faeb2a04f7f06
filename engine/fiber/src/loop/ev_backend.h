#pragma once
/// The loop's backend on top of libev: waits for ready descriptors and for
/// wake-ups by other threads. Only ev_backend.cc includes ev.h.

#include <atomic>
#include <memory>

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/detail/watched_fd.h"

namespace gfetch::detail {

class EvBackend {
 public:
  static constexpr Duration kForEver = Duration::max();

  /// Throws std::runtime_error if libev has no working poll method on this
  /// system.
  EvBackend();
  ~EvBackend();
  EvBackend(const EvBackend&) = delete;
  EvBackend& operator=(const EvBackend&) = delete;

  /// Watches `fd` for `events` from the next apply_changes() on; 0: for no
  /// events.
  void watch(WatchedFd& fd, int events) noexcept;
  /// Stops watching `fd`, which is about to be destroyed.
  void forget(WatchedFd& fd) noexcept;
  /// Passes the changes of watched descriptors since the last call to libev. A
  /// descriptor that was closed is reported as ready: to read or write it
  /// fails.
  void apply_changes() noexcept;

  /// Waits until a descriptor is ready, wake_up() is called or `longest` has
  /// passed, and reports the ready descriptors. With zero or less it does not
  /// wait.
  void poll(Duration longest);

  /// Ends the poll() in progress, or else the next one. May be called from any
  /// thread and from signal handlers.
  void wake_up() noexcept;
  bool woken_up() const noexcept {
    return woken_up_.load(std::memory_order_acquire);
  }
  /// True if wake_up() was called since the last call of take_wake_up().
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
