#pragma once
/// Waiting for several things at once: fibers, events, results, semaphores.
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

/// A thing that can be waited for: the end of a fiber, an event or result that
/// is set, a semaphore with a permit (which is not taken).
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

/// The indices of things, one by one, as the things become ready. Its end ends
/// the waits that are left.
class Iwait {
 public:
  /// `limit` is for all waits together.
  explicit Iwait(std::span<const Waitable> things, WaitLimit limit = {});
  Iwait(std::initializer_list<Waitable> things, WaitLimit limit = {});
  ~Iwait();
  Iwait(const Iwait&) = delete;
  Iwait& operator=(const Iwait&) = delete;

  /// The index of the next thing that is ready; nullopt when no thing is left,
  /// or the limit has passed.
  /// Blocks the calling fiber.
  std::optional<std::size_t> next();

 private:
  struct Node;

  detail::ReadyList ready_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::size_t left_;
  detail::Deadline deadline_;
};

struct WaitOptions {
  WaitLimit limit = {};
  std::optional<std::size_t> count = {};  ///< wait for no more than these
};

/// Waits until all things, or `count` of them, are ready. Returns the indices
/// of the ready things, in the order in which they became ready. Blocks the
/// calling fiber.
std::vector<std::size_t> wait(std::span<const Waitable> things,
                              const WaitOptions& options = {});
std::vector<std::size_t> wait(std::initializer_list<Waitable> things,
                              const WaitOptions& options = {});

}  // namespace gfetch
