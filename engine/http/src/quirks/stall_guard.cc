#include "quirks/stall_guard.h"

#include <signal.h>
#include <sys/socket.h>

#include <chrono>
#include <utility>

namespace gfetch::http {
namespace {

constexpr std::chrono::milliseconds kPeriod(50);
// The limit of a call's CPU time. Calls that transfer data take far less.
constexpr std::chrono::milliseconds kMostWork(250);

/// Blocks all signals of the current thread while in scope. A thread that is
/// started meanwhile inherits this, so that the hub's thread gets all signals.
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
  pthread_getcpuclockid(pthread_self(), &caller_clock_);
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
    if (sockets_.empty()) continue;  // no call is in progress
    const std::chrono::nanoseconds worked = caller_worked();
    // The start of a call is not measured: most calls end before the first
    // check, and would pay a system call for it.
    if (!first_seen_) first_seen_ = worked;
    if (worked - *first_seen_ < kMostWork) continue;
    cut_off_ = true;
    for (const int fd : sockets_) shutdown(fd, SHUT_RDWR);
  }
}

std::chrono::nanoseconds StallGuard::caller_worked() const {
  timespec time{};
  clock_gettime(caller_clock_, &time);
  return std::chrono::seconds(time.tv_sec) +
         std::chrono::nanoseconds(time.tv_nsec);
}

StallGuard::Call::Call(StallGuard* guard, std::vector<int> sockets)
    : guard_(guard) {
  if (guard_ == nullptr) return;
  const std::lock_guard lock(guard_->mutex_);
  guard_->sockets_ = std::move(sockets);
  guard_->first_seen_.reset();
  guard_->cut_off_ = false;
}

StallGuard::Call::~Call() {
  if (guard_ == nullptr) return;
  const std::lock_guard lock(guard_->mutex_);
  guard_->sockets_.clear();
}

bool StallGuard::Call::cut_off() const {
  if (guard_ == nullptr) return false;
  const std::lock_guard lock(guard_->mutex_);
  return guard_->cut_off_;
}

}  // namespace gfetch::http
