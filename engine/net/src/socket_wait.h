#pragma once
/// The waits of fibers for one direction of a descriptor.
///
///   const ssize_t got = direction.retry(fd, "receive", limit, [fd, into] {
///     return recv(fd, into.data(), into.size(), 0);
///   });
///
/// Invariants:
/// - At most one fiber waits for a direction; check_free() refuses a second.
/// - The watcher is made at the first wait and kept: between two waits it costs
///   no system call, as long as the loop does not poll.
/// - It watches only while a fiber waits, so that the loop can become idle.
/// - After close() the fiber that waited does not touch the Direction, which
/// may
///   be destroyed.
/// - The watcher ends before its descriptor is closed, so that a descriptor
/// that
///   is opened with the same number is not taken for it.

#include <sys/types.h>

#include <cerrno>
#include <optional>
#include <string>

#include "gfetch/fiber/detail/deadline.h"
#include "gfetch/fiber/detail/io_watcher.h"
#include "gfetch/fiber/detail/waiter.h"
#include "gfetch/net/socket_error.h"

namespace gfetch::net {

class Direction {
 public:
  explicit Direction(detail::IoEvents events) noexcept : events_(events) {}
  ~Direction() { close(); }
  Direction(const Direction&) = delete;
  Direction& operator=(const Direction&) = delete;

  /// Throws ConcurrentUse if a fiber waits.
  void check_free(const char* what) const {
    if (wait_ != nullptr) [[unlikely]]
      throw_in_use(what);
  }

  /// Waits until `fd` is ready. Returns false if `limit` expired first. Throws
  /// SocketError with EBADF if close() was called meanwhile: then the caller
  /// must not use the Direction any more.
  /// Blocks the calling fiber.
  bool wait(int fd, const char* what, const WaitLimit& limit);

  /// Waits until `time` has passed, like wait() otherwise: for what no
  /// descriptor tells. Returns false if `limit` expired first.
  /// Blocks the calling fiber.
  bool pause(Duration time, const char* what, const WaitLimit& limit);

  /// Calls `call`, a system call that returns -1 and sets errno if it fails,
  /// until it does not fail with EAGAIN, and waits in between. Returns what it
  /// returned. Throws SocketTimeout, and SocketError.
  /// Blocks the calling fiber.
  template <class Call>
  ssize_t retry(int fd, const char* what, const WaitLimit& limit, Call call) {
    check_free(what);
    ssize_t done = call();
    if (done >= 0) return done;
    std::optional<detail::Deadline> deadline;
    while (!failed_for_good(what)) {
      if (!deadline) deadline.emplace(limit);
      wait_or_throw(fd, what, deadline->left());
      done = call();
      if (done >= 0) break;
    }
    return done;
  }

  /// Ends the wait, if there is one, by a SocketError with EBADF, and drops the
  /// watcher.
  void close() noexcept;

 private:
  class Wait;

  [[noreturn]] static void throw_in_use(const char* what);
  /// Judges errno: returns false if the call shall be made again after a wait.
  static bool failed_for_good(const char* what);
  void wait_or_throw(int fd, const char* what, const WaitLimit& limit);
  static bool finish(const Wait& wait, bool woken, const char* what);
  void watch(int fd);

  detail::IoEvents events_;
  Wait* wait_ = nullptr;
  std::optional<detail::IoWatcher> watcher_;
};

}  // namespace gfetch::net
