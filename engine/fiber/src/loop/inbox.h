#pragma once
/// The queue of functions that other threads post to a loop. Mailboxes share
/// the inbox, so that it may outlive the loop.

#include <unistd.h>

#include <mutex>
#include <vector>

#include "gfetch/fiber/detail/unique_function.h"
#include "loop/ev_backend.h"

namespace gfetch::detail {

class Inbox {
 public:
  /// Constructs an inbox that wakes the loop of `backend` at each post, until
  /// close().
  explicit Inbox(EvBackend& backend) noexcept
      : thread_(gettid()), backend_(&backend) {}

  /// Adds `fn`, which must not throw: the loop calls it in its next drain. May
  /// be called from any thread. If the inbox is closed, returns false and
  /// leaves `fn` unchanged: it is not destroyed under the lock.
  bool post(UniqueFunction&& fn);
  /// Closes the inbox, because the loop ends, and drops the functions in it.
  void close() noexcept;
  /// The number of the loop's thread, as of gettid(2).
  int thread() const noexcept { return thread_; }
  /// Removes and returns the functions posted since the last call.
  std::vector<UniqueFunction> take();

 private:
  const int thread_;
  std::mutex mutex_;
  std::vector<UniqueFunction> posts_;
  EvBackend* backend_;  // null if the inbox is closed
};

}  // namespace gfetch::detail
