#include "stall_guard.h"

#include <signal.h>
#include <sys/socket.h>

#include <chrono>
#include <utility>

namespace gfetch::detail {
namespace {

constexpr std::chrono::milliseconds kPeriod(50);
// What a call may take that works in earnest is far below.
constexpr int kMostLooks = 6;

/// A thread started in its scope receives no signal: those are the hub's.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace

StallGuard::StallGuard() {
  const SignalsBlocked blocked;
  thread_ = std::thread([this] { look(); });
}

StallGuard::~StallGuard() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  ending_.notify_one();
  thread_.join();
}

void StallGuard::look() {
  std::unique_lock lock(mutex_);
  while (!ending_.wait_for(lock, kPeriod, [this] { return ended_; })) {
    if (sockets_.empty() || ++looks_ < kMostLooks) continue;
    for (const int fd : sockets_) shutdown(fd, SHUT_RDWR);
  }
}

StallGuard::Call::Call(StallGuard* guard, std::vector<int> sockets)
    : guard_(guard) {
  if (guard_ == nullptr) return;
  const std::lock_guard lock(guard_->mutex_);
  guard_->sockets_ = std::move(sockets);
  guard_->looks_ = 0;
}

StallGuard::Call::~Call() {
  if (guard_ == nullptr) return;
  const std::lock_guard lock(guard_->mutex_);
  guard_->sockets_.clear();
}

bool StallGuard::Call::cut_off() const {
  if (guard_ == nullptr) return false;
  const std::lock_guard lock(guard_->mutex_);
  return guard_->looks_ >= kMostLooks;
}

}  // namespace gfetch::detail
