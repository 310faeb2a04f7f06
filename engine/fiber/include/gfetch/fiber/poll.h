#pragma once
/// A set of file descriptors that is waited for again and again, as poll(2) and
/// gevent.select.poll do. For a single wait, select() is shorter.
///
///   gfetch::Poll poll;
///   poll.add(first, gfetch::PollFor::kReadable);
///   poll.add(second, gfetch::PollFor::kReadable);
///   for (int served = 0; served < 2; ++served) {
///     for (const gfetch::Polled& ready : poll.wait(2s)) serve(ready.fd);
///   }

#include <map>
#include <vector>

#include "gfetch/fiber/wait_limit.h"

namespace gfetch {

/// What a descriptor of a Poll is watched for.
enum class PollFor { kReadable, kWritable, kBoth };

/// A ready descriptor.
struct Polled {
  int fd = -1;
  bool readable = false;  ///< to read would not block; also at the end
  bool writable = false;  ///< to write would not block, or would fail
  bool invalid = false;   ///< it is not open

  bool operator==(const Polled&) const = default;
};

class Poll {
 public:
  /// Adds a descriptor, or changes what it is watched for. A descriptor that is
  /// not open may be added: wait() then says so. gevent: register.
  void add(int fd, PollFor events = PollFor::kBoth);
  /// Changes what a descriptor is watched for. Throws std::out_of_range if it
  /// was not added: ENOENT in Python, while gevent adds it.
  void modify(int fd, PollFor events);
  /// Takes a descriptor out. Throws std::out_of_range if it was not added. A
  /// descriptor is taken out before it is closed. gevent: unregister.
  void remove(int fd);

  /// Waits until at least one of the descriptors is ready, and returns all that
  /// are ready, by their number; none if `limit` expired first. Other fibers
  /// run first even if a descriptor is already ready. Without descriptors it
  /// waits for its limit. A negative limit is one pass of the loop, as for all
  /// waits here; poll(2) would wait for ever. Descriptors that are added during
  /// the wait count from the next wait on.
  /// Blocks the calling fiber.
  std::vector<Polled> wait(const WaitLimit& limit = {}) const;

 private:
  std::map<int, PollFor> fds_;
};

}  // namespace gfetch
