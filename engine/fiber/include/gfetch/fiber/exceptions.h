#pragma once
/// The exceptions of fibers: those that the hub throws into a fiber, and those
/// that tell other fibers how a fiber has ended.
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

namespace detail {

[[noreturn]] void throw_null_exception();

/// Throws std::invalid_argument if `exception` is null: there is nothing to
/// throw. All functions that take an exception call this first, so that a null
/// one changes nothing.
inline void require_exception(const std::exception_ptr& exception) {
  if (exception == nullptr) throw_null_exception();
}

}  // namespace detail

/// Thrown into a fiber to end it. FiberExit is not a std::exception, so that
/// `catch (const std::exception&)` does not catch it. Code that catches it
/// should rethrow it.
class FiberExit {};

/// Returns the FiberExit that kill() throws by default. All kills without
/// another exception share it, which saves an allocation and time.
const std::exception_ptr& fiber_exit() noexcept;

/// Thrown by get() of a fiber that was ended by a FiberExit and therefore has
/// no result.
class FiberKilled : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Thrown into a greenlet to end it. Code that catches a GreenletExit should
/// rethrow it.
class GreenletExit {};

/// Thrown in the main fiber if all fibers wait and no event can wake any of
/// them (deadlock). The hub remains usable. A hub does not know of the threads
/// of a program: while one of them is to wake a fiber, there must be a
/// KeepAlive or a Promise. what() says so, and names the fibers.
class LoopExit : public std::runtime_error {
 public:
  explicit LoopExit(std::vector<FiberInfo> blocked);

  /// The fibers of the deadlock; the main fiber comes first.
  const std::vector<FiberInfo>& blocked() const noexcept { return blocked_; }

 private:
  std::vector<FiberInfo> blocked_;
};

/// Thrown if a function that the hub itself runs, such as a posted function or
/// a raw link, calls a function that blocks.
class BlockingSwitchOut : public std::logic_error {
 public:
  BlockingSwitchOut();
};

}  // namespace gfetch
