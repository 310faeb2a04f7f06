#pragma once
/// Watches over calls into libcurl that do not end: while bytes keep coming it
/// reads on, and a peer that sends HTTP/2 frames of no consequence (SETTINGS,
/// PING, empty DATA) without a pause keeps it there for ever, and with it the
/// loop, all clocks and all other transfers.
///
/// A thread looks every now and then; a call that has worked for too long loses
/// its socket, so that libcurl reads its end and comes back. What counts is the
/// time on the CPU: a process that was stopped or starved has not worked.

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

  /// A call that may serve these sockets, for as long as this is in scope. One
  /// at a time.
  class Call {
   public:
    /// Without a guard nothing is watched.
    Call(StallGuard* guard, std::vector<int> sockets);
    ~Call();
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    /// Whether it took too long, and the sockets are shut down.
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
