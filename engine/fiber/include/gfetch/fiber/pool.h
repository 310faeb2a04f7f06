#pragma once
/// A Group of limited size: spawn() waits while it is full, which is all the
/// back-pressure that most programs need.
///
///   gfetch::Pool pool(2);
///   while (std::optional<Url> url = list.next()) pool.spawn(fetch, *url);
///   pool.join();
///
/// Members that spawn into their own full pool wait for themselves: that ends
/// in LoopExit.

#include <cstddef>

#include "gfetch/fiber/group.h"
#include "gfetch/fiber/semaphore.h"

namespace gfetch {

class Pool : public Group {
 public:
  explicit Pool(std::size_t size)
      : size_limit_(size), free_(size, "pool.spawn") {}
  ~Pool() override;

  /// How many members there may be.
  std::size_t limit() const noexcept { return size_limit_; }
  /// Changes it. Members beyond a lower limit run to their end.
  /// Never blocks.
  void resize(std::size_t size) noexcept;
  std::size_t free_count() const noexcept { return free_.permits(); }
  bool full() const noexcept { return free_.locked(); }

  /// Waits until spawn() would not; false when `limit` passed first.
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
