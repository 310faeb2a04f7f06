#pragma once
/// The exceptions that the hub throws into fibers, and those that a fiber's
/// end leaves to others.
///
///   auto sleeper = gfetch::spawn([] {
///     try {
///       gfetch::sleep_for(1h);
///     } catch (const gfetch::FiberExit&) {
///       std::puts("killed");
///       throw;  // or it would live on
///     }
///   });
///   gfetch::yield();
///   sleeper.kill();

#include <exception>
#include <stdexcept>
#include <vector>

#include "gfetch/fiber/fiber_info.h"

namespace gfetch {

/// Thrown into a fiber to end it. It is no std::exception, so that `catch
/// (const std::exception&)` lets it pass; code that catches it should rethrow
/// it.
class FiberExit {};

/// The FiberExit that kill() throws by default. All kills without an exception
/// of their own share this one, which costs no allocation and is thrown faster
/// than others.
const std::exception_ptr& fiber_exit() noexcept;

/// Thrown by get() of a fiber that a FiberExit ended before it had a result.
class FiberKilled : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Thrown into a greenlet to end it. Code that catches it should rethrow it.
class GreenletExit {};

/// Thrown in the main fiber when nothing is left that could wake any fiber.
/// The hub stays usable.
class LoopExit : public std::runtime_error {
 public:
  explicit LoopExit(std::vector<FiberInfo> blocked);

  /// The fibers that wait in vain, main first.
  const std::vector<FiberInfo>& blocked() const noexcept { return blocked_; }

 private:
  std::vector<FiberInfo> blocked_;
};

/// Thrown when code that the hub itself runs (a posted function, a raw link)
/// tries to block.
class BlockingSwitchOut : public std::logic_error {
 public:
  BlockingSwitchOut();
};

}  // namespace gfetch
