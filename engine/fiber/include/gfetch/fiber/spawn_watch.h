#pragma once
/// Calls a function with every fiber that is started: for tracing, and for
/// counting the fibers of a library. After gevent's
/// Greenlet.add_spawn_callback.
///
///   const gfetch::SpawnWatch watch([&](const gfetch::AnyFiber& fiber) {
///     std::printf("%s starts\n", fiber.name().c_str());
///     ++started;
///   });

#include <functional>
#include <utility>

#include "gfetch/fiber/detail/fiber_state.h"
#include "gfetch/fiber/fiber.h"

namespace gfetch {

/// Watches the current hub for as long as it lives.
class SpawnWatch {
 public:
  using Function = std::function<void(const AnyFiber&)>;

  /// `fn` runs in the fiber, or hub, that starts the other fiber, before
  /// start() or spawn() returns. It must not block, nor end a watch. An
  /// exception that it throws is reported.
  explicit SpawnWatch(Function fn);

 private:
  struct Observer : detail::FiberObserver {
    explicit Observer(SpawnWatch::Function its_fn);
    static void call(FiberObserver& self, detail::FiberState& fiber) noexcept;
    SpawnWatch::Function fn;
  };

  Observer observer_;
};

}  // namespace gfetch
