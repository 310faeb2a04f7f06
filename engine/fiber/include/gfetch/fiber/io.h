#pragma once
/// Waits until a file descriptor is ready. With these functions any library
/// that exposes a non-blocking descriptor can be used from fibers.
///
///   while ((got = read(fd, buffer.data(), buffer.size())) < 0 &&
///          errno == EAGAIN) {
///     gfetch::wait_readable(fd);
///   }

#include "gfetch/fiber/wait_limit.h"

namespace gfetch {

/// Waits until `fd` is readable or at its end. Returns false if `limit` expired
/// first. Throws std::system_error if `fd` is not an open descriptor.
/// Blocks the calling fiber.
bool wait_readable(int fd);
[[nodiscard]] bool wait_readable(int fd, WaitLimit limit);

/// Waits until `fd` is writable; otherwise like wait_readable().
/// Blocks the calling fiber.
bool wait_writable(int fd);
[[nodiscard]] bool wait_writable(int fd, WaitLimit limit);

/// Sets O_NONBLOCK for the open file of `fd`, so that a read() or write() that
/// would block fails with EAGAIN. Returns false if it was set before. Throws
/// std::system_error with EBADF if `fd` is not open.
bool make_nonblocking(int fd);

}  // namespace gfetch
