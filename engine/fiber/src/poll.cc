#include "gfetch/fiber/poll.h"

#include <poll.h>

#include <cerrno>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>

#include "gfetch/fiber/detail/deadline.h"
#include "gfetch/fiber/detail/io_watcher.h"
#include "gfetch/fiber/detail/waiter.h"
#include "gfetch/fiber/fiber.h"

namespace gfetch {
namespace {

using Watched = std::map<int, PollFor>;

short kernel_events(PollFor events) {
  switch (events) {
    case PollFor::kReadable:
      return POLLIN;
    case PollFor::kWritable:
      return POLLOUT;
    case PollFor::kBoth:
      break;
  }
  return POLLIN | POLLOUT;
}

int loop_events(PollFor events) {
  switch (events) {
    case PollFor::kReadable:
      return detail::kReadable;
    case PollFor::kWritable:
      return detail::kWritable;
    case PollFor::kBoth:
      break;
  }
  return detail::kReadable | detail::kWritable;
}

/// Returns what is ready of a descriptor. An error or a hang-up makes it ready
/// for all that it is watched for: the next call tells.
Polled polled(const pollfd& one) {
  const bool failed = (one.revents & (POLLERR | POLLHUP)) != 0;
  const auto ready = [&](short event) {
    return (one.events & event) != 0 && (failed || (one.revents & event) != 0);
  };
  return {.fd = one.fd,
          .readable = ready(POLLIN),
          .writable = ready(POLLOUT),
          .invalid = (one.revents & POLLNVAL) != 0};
}

/// Returns the descriptors that are ready now, without waiting.
std::vector<Polled> look(const Watched& watched) {
  std::vector<pollfd> fds;
  fds.reserve(watched.size());
  for (const auto& [fd, events] : watched) {
    fds.push_back({fd, kernel_events(events), 0});
  }
  if (poll(fds.data(), fds.size(), 0) < 0) {
    throw std::system_error(errno, std::generic_category(), "poll");
  }
  std::vector<Polled> ready;
  for (const pollfd& one : fds) {
    // poll() ignores negative descriptors.
    if (one.fd < 0) {
      ready.push_back({.fd = one.fd, .invalid = true});
    } else if (one.revents != 0) {
      ready.push_back(polled(one));
    }
  }
  return ready;
}

/// Waits until a descriptor is ready. Returns false if `limit` expired first.
/// Blocks the calling fiber.
bool wait_for_any(const Watched& watched, const WaitLimit& limit) {
  detail::Waiter waiter("poll");
  std::vector<std::unique_ptr<detail::IoWatcher>> watchers;
  watchers.reserve(watched.size());
  for (const auto& [fd, events] : watched) {
    watchers.push_back(std::make_unique<detail::IoWatcher>(
        fd,
        [](void* self, int) noexcept {
          static_cast<detail::Waiter*>(self)->wake();
        },
        &waiter, detail::Priority::kPoll));
    watchers.back()->watch(loop_events(events));
  }
  return waiter.wait(limit);
}

[[noreturn]] void throw_unknown(int fd) {
  throw std::out_of_range("the descriptor " + std::to_string(fd) +
                          " was not added to the Poll");
}

}  // namespace

void Poll::add(int fd, PollFor events) {
  fds_.insert_or_assign(fd, events);
}

void Poll::modify(int fd, PollFor events) {
  const auto found = fds_.find(fd);
  if (found == fds_.end()) throw_unknown(fd);
  found->second = events;
}

void Poll::remove(int fd) {
  if (fds_.erase(fd) == 0) throw_unknown(fd);
}

std::vector<Polled> Poll::wait(const WaitLimit& limit) const {
  // Another fiber may change the set during the wait.
  const Watched watched = fds_;
  const detail::Deadline deadline(limit);
  std::vector<Polled> ready = look(watched);
  if (!ready.empty()) {
    yield();
    ready = look(watched);
  }
  while (ready.empty() && wait_for_any(watched, deadline.left())) {
    ready = look(watched);
  }
  return ready;
}

}  // namespace gfetch
