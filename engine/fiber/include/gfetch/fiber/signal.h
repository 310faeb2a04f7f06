#pragma once
/// Signal handlers that run in a fiber: they may block, lock and print like any
/// other code of a fiber.
///
///   gfetch::SignalWatch on_int =
///       gfetch::on_signal(SIGINT, [&] { pool.kill(); });

#include <cstdint>
#include <functional>
#include <utility>

#include "gfetch/fiber/detail/language.h"

namespace gfetch {

/// Keeps a signal handler installed while the object and its hub exist. It may
/// outlive the hub, whose end removes the handler.
class SignalWatch {
 public:
  SignalWatch() = default;
  SignalWatch(SignalWatch&& other) noexcept
      : signo_(std::exchange(other.signo_, 0)), number_(other.number_) {}
  SignalWatch& operator=(SignalWatch&& other) noexcept {
    std::swap(signo_, other.signo_);
    std::swap(number_, other.number_);
    return *this;
  }
  ~SignalWatch() { cancel(); }

  /// Removes the signal handler and restores the previous one. Any thread may
  /// call it.
  void cancel() noexcept;

 private:
  friend SignalWatch on_signal(int signo, std::function<void()> handler);

  SignalWatch(int signo, std::uint64_t number) noexcept
      : signo_(signo), number_(number) {}

  int signo_ = 0;             // 0: no handler
  std::uint64_t number_ = 0;  // the number of the handler in the process
};

/// Spawns a fiber that calls `handler` each time the process receives the
/// signal. Several signals count once if they arrive before the hub has spawned
/// the fiber. A handler does not keep the hub from becoming idle. Throws
/// std::logic_error if a hub of the process already handles the signal.
[[nodiscard]] SignalWatch on_signal(int signo, std::function<void()> handler);

}  // namespace gfetch
