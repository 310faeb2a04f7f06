#include "gfetch/fiber/detail/worker_threads.h"

#include <pthread.h>
#include <signal.h>

#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

namespace gfetch::detail {
namespace {

constexpr std::size_t kMostThreads = 10;
constexpr std::chrono::seconds kIdleLife{10};

/// Blocks all signals in the calling thread while the object exists. A thread
/// that is started meanwhile inherits this: the program's own threads handle
/// the signals.
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

WorkerThreads& WorkerThreads::process() {
  static auto& threads = *new WorkerThreads(kMostThreads);
  return threads;
}

void WorkerThreads::run(UniqueFunction call) {
  UniqueFunction refused;  // destroyed without the lock
  const std::lock_guard lock(mutex_);
  calls_.push_back(std::move(call));
  if (idle_ < calls_.size() && threads_ < most_) {
    try {
      start_thread();
    } catch (const std::system_error&) {
      // The threads that exist will come to this call.
      if (threads_ == 0) {
        refused = std::move(calls_.back());
        calls_.pop_back();
        throw;
      }
    }
  }
  came_.notify_one();
}

std::size_t WorkerThreads::size() {
  const std::lock_guard lock(mutex_);
  return threads_;
}

void WorkerThreads::start_thread() {
  const SignalsBlocked blocked;
  std::thread([this] { work(); }).detach();
  ++threads_;
}

void WorkerThreads::work() noexcept {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    const bool called =
        came_.wait_for(lock, kIdleLife, [this] { return !calls_.empty(); });
    --idle_;
    if (!called) break;
    UniqueFunction call = std::move(calls_.front());
    calls_.pop_front();
    lock.unlock();
    call();
    call = {};
    lock.lock();
  }
  --threads_;
}

}  // namespace gfetch::detail
