#pragma once
/// Ends calls of libcurl that would last for ever. Up to version 8.6 libcurl
/// reads an HTTP/2 connection while bytes arrive: a peer that keeps sending
/// frames without effect (SETTINGS, PING, empty DATA) would block the loop and
/// all other transfers.
///
///   no call --Call()--> watched --250 ms of CPU time--> cut off
///      ^                   |                               |
///      +------ ~Call() ----+-------------------------------+
///
/// Invariants:
/// - A thread checks the call every 50 ms. It ends a call by shutdown() on the
///   sockets of the call: libcurl then reads the end of the stream and returns.
/// - The time of a call is CPU time of the calling thread: a process that was
///   stopped (SIGSTOP, suspend) does not use up the time.
/// - `sockets_` is set only during a call, and is guarded by the mutex: no
///   socket is shut down after libcurl has returned and may have closed it.

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
  /// Starts the checking thread. All calls must come from the thread that
  /// constructs the guard.
  StallGuard();
  ~StallGuard();
  StallGuard(const StallGuard&) = delete;
  StallGuard& operator=(const StallGuard&) = delete;

  /// Watches one call of libcurl while the object is in scope. Only one Call
  /// may exist at a time.
  class Call {
   public:
    /// `sockets` are those from which the call may read. A null `guard` watches
    /// nothing.
    Call(StallGuard* guard, std::vector<int> sockets);
    ~Call();
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    /// True if the call took over 250 ms of CPU time, and its sockets were shut
    /// down.
    bool cut_off() const;

   private:
    StallGuard* guard_;
  };

 private:
  void look();
  std::chrono::nanoseconds caller_worked() const;

  clockid_t caller_clock_{};  // CPU time of the thread that calls libcurl
  std::mutex mutex_;
  std::condition_variable ending_;
  bool ended_ = false;
  std::vector<int> sockets_;  // sockets of the call in progress; empty: none
  // CPU time of the calling thread at the first check of the call.
  std::optional<std::chrono::nanoseconds> first_seen_;
  bool cut_off_ = false;
  std::thread thread_;  // constructed last: the thread uses the other members
};

}  // namespace gfetch::http
