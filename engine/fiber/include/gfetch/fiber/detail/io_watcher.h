#pragma once
/// The loop's way to call a function when a descriptor is ready. Callback and
/// Timer are in watcher.h.

#include "gfetch/fiber/detail/task.h"
#include "gfetch/fiber/detail/watched_fd.h"

namespace gfetch::detail {

struct LoopState;

/// Calls its function in the hub each time `fd` is ready, while it watches.
/// When the descriptor is closed meanwhile, the watcher stays silent until it
/// is stopped.
class IoWatcher : public Task {
 public:
  using IoFunction = void (*)(void* arg, int events) noexcept;

  /// Belongs to the current hub. A watcher that `counts` keeps the loop from
  /// being idle while it watches.
  IoWatcher(int fd, IoFunction fn, void* arg,
            Priority priority = Priority::kNormal, bool counts = true);
  ~IoWatcher();

  /// Watches for `events`: kReadable, kWritable, both, or 0 to stop. A watcher
  /// is for one open file: when its number is opened again, that takes a new
  /// watcher.
  void watch(int events);
  int watched() const noexcept { return fd_.events; }
  int fd() const noexcept { return fd_.fd; }

 private:
  static void become_due(void* self, int events) noexcept;
  static void fire(void* self) noexcept;

  LoopState& loop_;
  WatchedFd fd_;
  IoFunction io_fn_;
  void* io_arg_;
  int ready_events_ = 0;
  Priority priority_;
  bool counts_;
};

}  // namespace gfetch::detail
