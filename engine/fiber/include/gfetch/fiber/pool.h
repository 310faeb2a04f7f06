#pragma once
/// A Group with a limited number of members. spawn() waits while the pool is
/// full, which gives a program back-pressure.
///
///   gfetch::Pool pool(2);
///   while (std::optional<Url> url = list.next()) pool.spawn(fetch, *url);
///   pool.join();
///
/// If all members of a full pool call its spawn(), each of them waits for the
/// others to end: this deadlock is reported by LoopExit.

#include <cstddef>

#include "gfetch/fiber/group.h"
#include "gfetch/fiber/semaphore.h"

namespace gfetch {

class Pool : public Group {
 public:
  explicit Pool(std::size_t size)
      : size_limit_(size), free_(size, "pool.spawn") {}
  ~Pool() override;

  /// The limit of the number of members.
  std::size_t limit() const noexcept { return size_limit_; }
  /// Changes the limit of the number of members. Members beyond a lower limit
  /// continue to run.
  void resize(std::size_t size);
  std::size_t free_count() const noexcept { return free_.permits(); }
  bool full() const noexcept { return free_.locked(); }

  /// Waits until the pool is not full. Returns false if `limit` expired first.
  /// Blocks the calling fiber.
  bool wait_available() { return wait_available(WaitLimit()); }
  [[nodiscard]] bool wait_available(WaitLimit limit) {
    check_home();
    return free_.wait(limit);
  }

 private:
  void before_adding() override;
  void after_removing() noexcept override;

  std::size_t size_limit_;
  std::size_t surplus_ = 0;  // number of members beyond a lowered limit
  Semaphore free_;
};

}  // namespace gfetch
