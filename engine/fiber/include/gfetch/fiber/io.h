#pragma once
/// Waiting until a file descriptor is ready: for adapting any library that has
/// one.
///
///   while ((got = read(fd, buffer.data(), buffer.size())) < 0 &&
///          errno == EAGAIN) {
///     gfetch::wait_readable(fd);
///   }

#include "gfetch/fiber/wait_limit.h"

namespace gfetch {

/// Waits until `fd` can be read (or is at its end); false when `limit` passed
/// first. Throws std::system_error for a descriptor that is not open.
/// Blocks the calling fiber.
bool wait_readable(int fd, WaitLimit limit = {});

/// Waits until `fd` can be written; otherwise like wait_readable().
/// Blocks the calling fiber.
bool wait_writable(int fd, WaitLimit limit = {});

}  // namespace gfetch
