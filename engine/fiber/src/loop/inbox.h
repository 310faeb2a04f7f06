#pragma once
/// The queue of functions that other threads post to a loop. Mailboxes share
/// the inbox, so that it may outlive the loop.

#include <unistd.h>

#include <list>
#include <mutex>

#include "gfetch/fiber/detail/unique_function.h"
#include "loop/ev_backend.h"

namespace gfetch::detail {

class Inbox {
 public:
  using Posts = std::list<UniqueFunction>;

  /// Constructs an inbox that wakes the loop of `backend` at each post, until
  /// close().
  explicit Inbox(EvBackend& backend) noexcept
      : thread_(gettid()), backend_(&backend) {}

  /// Adds `posts`, which must not throw: the loop calls them in its next drain.
  /// May be called from any thread. If the inbox is closed, returns false and
  /// leaves `posts` unchanged: they are not destroyed under the lock.
  bool post(Posts& posts) noexcept;
  /// Wakes the loop, so that it looks again whether it is idle.
  void wake_up() noexcept;
  /// Closes the inbox, because the loop ends, and drops the functions in it.
  void close() noexcept;
  /// The number of the loop's thread, as of gettid(2).
  int thread() const noexcept { return thread_; }
  /// Removes and returns the functions posted since the last call.
  Posts take();

 private:
  const int thread_;
  std::mutex mutex_;
  Posts posts_;
  EvBackend* backend_;  // null if the inbox is closed
};

}  // namespace gfetch::detail
