#pragma once
/// A Group of limited size. spawn() waits while the group is full, which is all
/// the back-pressure that most programs need.
///
///   gfetch::Pool pool(2);
///   while (std::optional<Url> url = list.next()) pool.spawn(fetch, *url);
///   pool.join();
///
/// When all members of a full pool spawn into it, each waits for the others:
/// LoopExit is thrown.

#include <cstddef>

#include "gfetch/fiber/group.h"
#include "gfetch/fiber/semaphore.h"

namespace gfetch {

class Pool : public Group {
 public:
  explicit Pool(std::size_t size)
      : size_limit_(size), free_(size, "pool.spawn") {}
  ~Pool() override;

  /// The largest number of members.
  std::size_t limit() const noexcept { return size_limit_; }
  /// Changes the limit. Members beyond a lower limit run to their end.
  void resize(std::size_t size) noexcept;
  std::size_t free_count() const noexcept { return free_.permits(); }
  bool full() const noexcept { return free_.locked(); }

  /// Waits until spawn() would not wait; false when `limit` passed first.
  /// Blocks the calling fiber.
  bool wait_available(WaitLimit limit = {}) { return free_.wait(limit); }

 private:
  void before_adding() override { free_.acquire(); }
  void after_removing() noexcept override;

  std::size_t size_limit_;
  std::size_t surplus_ = 0;  // members beyond the limit
  Semaphore free_;
};

}  // namespace gfetch
