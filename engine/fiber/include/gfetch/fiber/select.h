#pragma once
/// Waiting until any of several file descriptors is ready.
///
///   const gfetch::Selected ready = gfetch::select({client, server}, {}, 2s);
///   for (const int fd : ready.readable) copy_from(fd);

#include <initializer_list>
#include <span>
#include <vector>

#include "gfetch/fiber/wait_limit.h"

namespace gfetch {

/// The descriptors that are ready, in the order in which they were asked for;
/// none when the limit passed first.
struct Selected {
  std::vector<int> readable;
  std::vector<int> writable;

  bool empty() const noexcept { return readable.empty() && writable.empty(); }
};

/// Waits until one of `read` can be read, or one of `write` written. When some
/// are ready already, other fibers still run before it returns. Throws
/// std::system_error for a descriptor that is not open. After gevent.select.
/// Blocks the calling fiber.
Selected select(std::span<const int> read, std::span<const int> write,
                const WaitLimit& limit = {});
Selected select(std::initializer_list<int> read,
                std::initializer_list<int> write, const WaitLimit& limit = {});

}  // namespace gfetch
