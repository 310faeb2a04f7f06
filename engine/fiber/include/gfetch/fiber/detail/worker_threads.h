#pragma once
/// Threads that run functions for fibers: started when they are needed, bounded
/// in number, and used again.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>

#include "gfetch/fiber/detail/unique_function.h"

namespace gfetch::detail {

/// The threads belong to no object: each ends by itself when it has had no work
/// for a while. The object must outlive them; process() does, because it is
/// never destroyed. So the process can exit while a thread is busy.
class WorkerThreads {
 public:
  explicit WorkerThreads(std::size_t most) : most_(most) {}
  WorkerThreads(const WorkerThreads&) = delete;
  WorkerThreads& operator=(const WorkerThreads&) = delete;

  /// The threads of the process.
  static WorkerThreads& process();

  /// Runs `call`, which must not throw, in one of the threads. If all are busy,
  /// it waits in a queue. May be called from any thread. Throws
  /// std::system_error if there is no thread and none can be started.
  void run(UniqueFunction call);

  /// The number of threads that exist now.
  std::size_t size();

 private:
  void start_thread();
  void work() noexcept;

  std::size_t most_;
  std::mutex mutex_;
  std::condition_variable came_;
  std::deque<UniqueFunction> calls_;  // calls that wait for a thread
  std::size_t threads_ = 0;
  std::size_t idle_ = 0;  // threads that wait for a call
};

}  // namespace gfetch::detail
