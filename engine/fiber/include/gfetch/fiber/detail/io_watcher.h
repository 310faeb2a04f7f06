#pragma once
/// An I/O watcher: makes the loop call a function when a descriptor is ready.
/// Callback and Timer are in watcher.h.

#include "gfetch/fiber/detail/task.h"
#include "gfetch/fiber/detail/watched_fd.h"

namespace gfetch::detail {

struct LoopState;

class IoWatcher;

/// The entry of a watcher in the list of all watchers of a loop.
struct LoopMember : ListHook {
  explicit LoopMember(IoWatcher& its_watcher) noexcept : watcher(its_watcher) {}
  void loop_ended() noexcept;
  IoWatcher& watcher;
};

/// Calls a function in the hub each time the watched descriptor is ready. If
/// the descriptor is closed while it is watched, the function is not called any
/// more. A watcher may outlive the hub, and does nothing then.
class IoWatcher : public Task {
 public:
  using IoFunction = void (*)(void* arg, int events) noexcept;

  /// Constructs a watcher of the current hub. If `counts`, the loop is not idle
  /// while the watcher watches for events.
  IoWatcher(int fd, IoFunction fn, void* arg,
            Priority priority = Priority::kNormal, bool counts = true);
  ~IoWatcher();

  /// Watches for `events`: kReadable, kWritable or both; 0 stops. A watcher is
  /// for one open file: if its descriptor is closed and opened again, the new
  /// file needs a new watcher.
  void watch(int events);
  int watched() const noexcept { return fd_.events; }
  int fd() const noexcept { return fd_.fd; }

 private:
  friend struct LoopMember;

  static void become_due(void* self, int events) noexcept;
  static void fire(void* self) noexcept;

  LoopState* loop_;  // null: the loop has ended
  LoopMember member_{*this};
  WatchedFd fd_;
  IoFunction io_fn_;
  void* io_arg_;
  int ready_events_ = 0;
  Priority priority_;
  bool counts_;
};

}  // namespace gfetch::detail
