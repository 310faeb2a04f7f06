#pragma once
/// Signal handlers that run in a fiber of their own: they may block, lock and
/// print like any other code.
///
///   gfetch::SignalWatch on_int =
///       gfetch::on_signal(SIGINT, [&] { pool.kill(); });

#include <functional>
#include <utility>

namespace gfetch {

/// Keeps a handler set for as long as it lives.
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

  /// Restores the handler that was set before.
  void cancel() noexcept;

 private:
  int signo_ = 0;
};

/// Spawns `handler` each time the signal comes. Several signals that come
/// before the hub has spawned it count once. A handler does not keep the hub
/// from being idle. Throws std::logic_error when the signal has a handler
/// already, in this hub or another.
[[nodiscard]] SignalWatch on_signal(int signo, std::function<void()> handler);

}  // namespace gfetch
