#pragma once
/// Signals as fibers: the handler runs in a fiber of its own, so it may block,
/// lock and print like any other code.
///
///   gfetch::SignalWatch on_int =
///       gfetch::on_signal(SIGINT, [&] { pool.kill(); });

#include <functional>
#include <utility>

namespace gfetch {

/// A handler that is set for as long as this lives.
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

  /// Restores what was there before.
  /// Never blocks.
  void cancel() noexcept;

 private:
  int signo_ = 0;
};

/// Spawns `handler` each time the signal comes; several that come before the
/// hub has looked count once. It does not keep the hub from running dry. A
/// signal has one handler, in the hub where it was set first: a second one is
/// refused with std::logic_error.
/// Never blocks.
[[nodiscard]] SignalWatch on_signal(int signo, std::function<void()> handler);

}  // namespace gfetch
