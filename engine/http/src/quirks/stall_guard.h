#pragma once
/// Ends calls into libcurl that would last for ever. libcurl reads on while
/// bytes arrive: a peer that sends HTTP/2 frames without effect (SETTINGS,
/// PING, empty DATA) without a pause blocks the loop and all other transfers.
///
///   no call --Call()--> watched --250 ms of CPU time--> cut off
///      ^                   |                               |
///      +------ ~Call() ----+-------------------------------+
///
/// Invariants:
/// - A thread checks every 50 ms. It shuts down the sockets of the call:
/// libcurl
///   then reads the end of the stream and returns.
/// - CPU time counts, not time: a process that was stopped has not worked.
/// - The sockets are set only during a call, under the mutex: none is shut down
///   after libcurl has returned and may have closed it.

#include <pthread.h>

#include <chrono>
#include <condition_variable>
#include <ctime>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace gfetch::http {

class StallGuard {
 public:
  /// Watches over calls from this thread.
  StallGuard();
  ~StallGuard();
  StallGuard(const StallGuard&) = delete;
  StallGuard& operator=(const StallGuard&) = delete;

  /// Watches one call that may read from these sockets, while in scope. There
  /// is one Call at a time.
  class Call {
   public:
    /// Watches nothing if `guard` is null.
    Call(StallGuard* guard, std::vector<int> sockets);
    ~Call();
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    /// True if the call took too long and its sockets were shut down.
    bool cut_off() const;

   private:
    StallGuard* guard_;
  };

 private:
  void look();
  std::chrono::nanoseconds caller_worked() const;

  clockid_t caller_clock_{};  // of its time on the CPU
  std::mutex mutex_;
  std::condition_variable ending_;
  bool ended_ = false;
  std::vector<int> sockets_;  // of the call in progress
  std::optional<std::chrono::nanoseconds> first_seen_;  // by caller_clock_
  bool cut_off_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace gfetch::http
