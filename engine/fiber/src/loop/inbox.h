#pragma once
/// The functions that other threads want to have called in a loop. Mailboxes
/// share it, so it may outlive the loop.

#include <functional>
#include <mutex>
#include <vector>

#include "loop/ev_backend.h"

namespace gfetch::detail {

class Inbox {
 public:
  /// Wakes the loop of `backend` for each post, until close().
  explicit Inbox(EvBackend& backend) noexcept : backend_(&backend) {}

  /// Leaves `fn`, which must not throw, for the loop's next drain. May be
  /// called from any thread. False, and `fn` dropped, when the loop has ended.
  bool post(std::function<void()> fn);
  /// The loop has ended.
  void close() noexcept;
  /// The functions posted since the last call.
  std::vector<std::function<void()>> take();

 private:
  std::mutex mutex_;
  std::vector<std::function<void()>> posts_;
  EvBackend* backend_;  // null after close()
};

}  // namespace gfetch::detail
