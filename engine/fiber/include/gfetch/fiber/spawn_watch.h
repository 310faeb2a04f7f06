#pragma once
/// Hears of every fiber that is started: for tracing, and for counting what a
/// library spawns. After gevent's Greenlet.add_spawn_callback.
///
///   const gfetch::SpawnWatch watch([&](const gfetch::AnyFiber& fiber) {
///     std::printf("%s starts\n", fiber.name().c_str());
///     ++started;
///   });

#include <functional>
#include <utility>

#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/fiber.h"

namespace gfetch {

/// Watches the current hub for as long as it lives.
class SpawnWatch : private detail::ListHook {
 public:
  using Function = std::function<void(const AnyFiber&)>;

  /// `fn` runs in whoever starts the fiber, before that goes on. It must not
  /// block, nor end a watch; what it throws is reported.
  explicit SpawnWatch(Function fn);

 private:
  friend class detail::List<SpawnWatch>;
  friend class detail::Scheduler;

  Function fn_;
};

}  // namespace gfetch
