#pragma once
/// Signal handlers that run in a fiber: they may block, lock and print like any
/// other code of a fiber.
///
///   gfetch::SignalWatch on_int =
///       gfetch::on_signal(SIGINT, [&] { pool.kill(); });

#include <functional>
#include <utility>

namespace gfetch {

/// Keeps a signal handler installed while the object exists.
class SignalWatch {
 public:
  SignalWatch() = default;
  explicit SignalWatch(int signo) noexcept : signo_(signo) {}
  SignalWatch(SignalWatch&& other) noexcept
      : signo_(std::exchange(other.signo_, 0)) {}
  SignalWatch& operator=(SignalWatch&& other) noexcept {
    std::swap(signo_, other.signo_);
    return *this;
  }
  ~SignalWatch() { cancel(); }

  /// Removes the signal handler and restores the previous one.
  void cancel() noexcept;

 private:
  int signo_ = 0;
};

/// Spawns a fiber that calls `handler` each time the process receives the
/// signal. Several signals count once if they arrive before the hub has spawned
/// the fiber. A handler does not keep the hub from becoming idle. Throws
/// std::logic_error if a hub of the process already handles the signal.
[[nodiscard]] SignalWatch on_signal(int signo, std::function<void()> handler);

}  // namespace gfetch
