#pragma once
/// Waits until any of several file descriptors is ready.
///
///   const gfetch::Selected ready = gfetch::select({client, server}, {}, 2s);
///   for (const int fd : ready.readable) copy_from(fd);

#include <initializer_list>
#include <span>
#include <vector>

#include "gfetch/fiber/wait_limit.h"

namespace gfetch {

/// The ready descriptors, in the order of the arguments of select(); none if
/// the limit expired first.
struct Selected {
  std::vector<int> readable;
  std::vector<int> writable;

  bool empty() const noexcept { return readable.empty() && writable.empty(); }
};

/// Waits until a descriptor of `read` is readable or one of `write` is
/// writable. Other fibers run first even if a descriptor is already ready, as
/// in gevent.select. If another fiber has taken what made a descriptor ready,
/// the wait goes on: the result is empty only if `limit` expired. Without
/// descriptors it waits for its limit. A negative limit is one pass of the
/// loop, as for all waits here; gevent raises ValueError. Throws
/// std::system_error with EBADF if a descriptor is negative or not open.
/// Blocks the calling fiber.
Selected select(std::span<const int> read, std::span<const int> write,
                const WaitLimit& limit = {});
Selected select(std::initializer_list<int> read,
                std::initializer_list<int> write, const WaitLimit& limit = {});

}  // namespace gfetch
