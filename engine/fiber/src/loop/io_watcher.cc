#include "gfetch/fiber/detail/io_watcher.h"

#include <utility>

#include "loop/loop_state.h"

namespace gfetch::detail {

IoWatcher::IoWatcher(int fd, IoFunction fn, void* arg, Priority priority,
                     bool counts)
    : Task(&IoWatcher::fire, this),
      loop_(&LoopState::current()),
      fd_(fd, &IoWatcher::become_due, this),
      io_fn_(fn),
      io_arg_(arg),
      priority_(priority),
      counts_(counts) {
  loop_->watchers.push_back(member_);
}

void LoopMember::loop_ended() noexcept {
  watcher.loop_ = nullptr;
  watcher.fd_.events = 0;
}

IoWatcher::~IoWatcher() {
  if (loop_ == nullptr) return;
  watch(0);
  loop_->backend.forget(fd_);
}

void IoWatcher::watch(int events) {
  if (events == watched() || loop_ == nullptr) return;
  const std::size_t counted = counts_ ? 1 : 0;
  if (watched() == 0) {
    ++loop_->active_io;
    loop_->counting += counted;
    loop_->counting_io += counted;
  }
  if (events == 0) {
    --loop_->active_io;
    loop_->counting -= counted;
    loop_->counting_io -= counted;
    unlink();
    ready_events_ = 0;
  }
  loop_->backend.watch(fd_, events);
}

// Adds the events of a poll to those for which the task has not run yet.
void IoWatcher::become_due(void* self, int events) noexcept {
  auto& watcher = *static_cast<IoWatcher*>(self);
  watcher.ready_events_ |= events;
  if (watcher.linked()) return;
  watcher.loop_->due.list_for(watcher.priority_, DueTasks::kIo)
      .push_back(watcher);
}

// Calls the watcher's function with the events that are still watched: a task
// of the same pass may have changed them.
void IoWatcher::fire(void* self) noexcept {
  auto& watcher = *static_cast<IoWatcher*>(self);
  const int events =
      std::exchange(watcher.ready_events_, 0) & watcher.watched();
  if (events != 0) watcher.io_fn_(watcher.io_arg_, events);
}

}  // namespace gfetch::detail
