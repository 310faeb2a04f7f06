#pragma once
/// A file descriptor as the loop's backend watches it.

#include <array>
#include <cstddef>

#include "gfetch/fiber/detail/list.h"

namespace gfetch::detail {

enum IoEvents : int { kReadable = 1, kWritable = 2 };

/// The hook is for the backend's list of descriptors whose change libev has not
/// been told yet.
struct WatchedFd : ListHook {
  using ReadyFunction = void (*)(void* arg, int events) noexcept;

  WatchedFd(int its_fd, ReadyFunction fn, void* its_arg) noexcept
      : fd(its_fd), on_ready(fn), arg(its_arg) {}

  int fd;
  int events = 0;      // to watch for: IoEvents
  bool bound = false;  // libev has seen this descriptor
  ReadyFunction on_ready;
  void* arg;
  alignas(8) std::array<std::byte, 64> ev_io{};  // libev's part
};

}  // namespace gfetch::detail
