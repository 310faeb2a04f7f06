#pragma once
/// The loop's way to call when a descriptor is ready; Callback and Timer are
/// in watcher.h.

#include <array>
#include <cstddef>

#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/detail/watcher.h"

namespace gfetch::detail {

enum IoEvents : int { kReadable = 1, kWritable = 2 };

/// Calls back each time `fd` is ready, in the hub, for as long as it watches.
/// The descriptor may be closed under it: it then stays silent until stopped.
class IoWatcher : public Task {
 public:
  using IoFunction = void (*)(void* arg, int revents) noexcept;

  IoWatcher(Hub& hub, int fd, IoFunction fn, void* arg,
            Priority priority = Priority::kNormal, bool counts = true);
  ~IoWatcher();

  /// For what to be called: kReadable, kWritable, both, or 0 to stop. A
  /// watcher is for one open file: when the number is opened anew, it takes a
  /// new watcher.
  void watch(int events);
  int watched() const noexcept { return watched_; }
  int fd() const noexcept { return fd_; }

 private:
  friend class Loop;
  friend struct EvCallbacks;

  /// Its place among those whose change libev does not know yet.
  struct Change : ListHook {
    IoWatcher* watcher = nullptr;
  };

  static void fire(void* self) noexcept;

  Loop& loop_;
  Change change_;
  IoFunction io_fn_;
  void* io_arg_;
  int fd_;
  int watched_ = 0;
  int revents_ = 0;
  Priority priority_;
  bool counts_;
  bool bound_ = false;  // libev has seen this descriptor
  alignas(8) std::array<std::byte, 64> ev_io_{};
};

}  // namespace gfetch::detail
