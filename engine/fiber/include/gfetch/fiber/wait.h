#pragma once
/// Waits for several objects at once: fibers, events, async results,
/// semaphores.
///
///   gfetch::Event stop;
///   auto job = gfetch::spawn(work);
///   auto first = gfetch::wait({job, stop}, {.limit = 5s, .count = 1});
///   if (first.empty()) {
///     std::puts("neither in five seconds");
///   } else if (first[0] == 1) {
///     job.kill();
///   }

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "gfetch/fiber/async_result.h"
#include "gfetch/fiber/detail/deadline.h"
#include "gfetch/fiber/detail/ready_list.h"
#include "gfetch/fiber/event.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/semaphore.h"

namespace gfetch {

/// An object for which wait() can wait. A fiber is ready when it has ended, an
/// event or an async result when it is set, and a semaphore when it has a
/// permit, which the wait does not take.
class Waitable {
 public:
  Waitable(const AnyFiber& fiber) : what_(fiber) {}
  Waitable(Event& event) : what_(&event) {}
  template <class T>
  Waitable(AsyncResult<T>& result) : what_(&result.done()) {}
  Waitable(Semaphore& semaphore) : what_(&semaphore) {}

 private:
  friend class Iwait;
  std::variant<AnyFiber, Event*, Semaphore*> what_;
};

/// Returns the indices of objects one by one, as the objects become ready. The
/// destructor cancels the remaining waits. Belongs to the hub that constructs
/// it, until that hub has ended: in other threads next() throws
/// std::logic_error, as the constructor does for objects of another hub.
class Iwait {
 public:
  /// Starts to wait for `things`. `limit` applies to all waits together.
  [[nodiscard]] explicit Iwait(std::span<const Waitable> things,
                               WaitLimit limit = {});
  [[nodiscard]] Iwait(std::initializer_list<Waitable> things,
                      WaitLimit limit = {});
  /// Makes the next() in progress throw std::logic_error, in its own thread.
  ~Iwait();
  Iwait(const Iwait&) = delete;
  Iwait& operator=(const Iwait&) = delete;

  /// Waits for the next object to become ready and returns its index. Returns
  /// nullopt if all objects were returned or the limit has expired. Throws
  /// std::logic_error, once, for an object that was destroyed meanwhile; and in
  /// a second fiber while one waits here, since only one can have the next.
  /// Blocks the calling fiber.
  [[nodiscard]] std::optional<std::size_t> next();

 private:
  struct Node;
  struct Registration;

  std::unique_ptr<Registration> registered_;
  detail::Deadline deadline_;
};

struct WaitOptions {
  WaitLimit limit = {};
  std::optional<std::size_t> count = {};  ///< how many to wait for; absent: all
};

/// Waits until all objects, or `count` of them, are ready. Returns the indices
/// of the ready objects in the order in which they became ready.
/// Blocks the calling fiber.
std::vector<std::size_t> wait(std::span<const Waitable> things,
                              const WaitOptions& options = {});
std::vector<std::size_t> wait(std::initializer_list<Waitable> things,
                              const WaitOptions& options = {});

}  // namespace gfetch
