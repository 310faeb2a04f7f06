#pragma once
/// Watches over calls into libcurl that do not end: while bytes keep coming it
/// reads on, and a peer that sends HTTP/2 frames of no consequence (SETTINGS,
/// PING, empty DATA) without a pause keeps it there for ever, and with it the
/// loop, all clocks and all other transfers.
///
/// A thread looks every now and then; a call that it finds in progress too
/// often loses its socket, so that libcurl reads its end and comes back. It
/// counts looks, not time: a process that was stopped or starved has not looked
/// either.

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace gfetch::detail {

class StallGuard {
 public:
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

  std::mutex mutex_;
  std::condition_variable ending_;
  bool ended_ = false;
  std::vector<int> sockets_;  // of the call in progress
  int looks_ = 0;             // since it began
  std::thread thread_;        // last: it uses the others
};

}  // namespace gfetch::detail
