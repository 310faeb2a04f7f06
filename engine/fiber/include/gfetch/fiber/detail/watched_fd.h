#pragma once
/// A file descriptor that the loop's backend watches.

#include <array>
#include <cstddef>

#include "gfetch/fiber/detail/list.h"

namespace gfetch::detail {

enum IoEvents : int { kReadable = 1, kWritable = 2 };

/// A watched file descriptor. The list hook links it into the backend's list of
/// descriptors whose changes were not passed to libev yet.
struct WatchedFd : ListHook {
  using ReadyFunction = void (*)(void* arg, int events) noexcept;

  WatchedFd(int its_fd, ReadyFunction fn, void* its_arg) noexcept
      : fd(its_fd), on_ready(fn), arg(its_arg) {}

  int fd;
  int events = 0;      // the events to watch for, of IoEvents; 0: none
  bool bound = false;  // libev knows the descriptor
  ReadyFunction on_ready;
  void* arg;
  alignas(8) std::array<std::byte, 64> ev_io{};  // storage for libev's ev_io
};

}  // namespace gfetch::detail
