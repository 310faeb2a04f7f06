#pragma once
/// Calls a function for each fiber that is started, for example to trace or to
/// count fibers. Modelled on gevent's Greenlet.add_spawn_callback.
///
///   const gfetch::SpawnWatch watch([&](const gfetch::AnyFiber& fiber) {
///     std::printf("%s starts\n", fiber.name().c_str());
///     ++started;
///   });

#include <atomic>
#include <functional>
#include <memory>
#include <utility>

#include "gfetch/fiber/detail/fiber_state.h"
#include "gfetch/fiber/detail/home.h"
#include "gfetch/fiber/fiber.h"

namespace gfetch {

/// Watches the current hub for started fibers while the object exists.
class SpawnWatch {
 public:
  using Function = std::function<void(const AnyFiber&)>;

  /// The fiber or the hub that starts another fiber calls `fn`, before its
  /// start() or spawn() returns. A fiber that `fn` kills never runs. `fn` may
  /// start other fibers, and may destroy any SpawnWatch, this one included. It
  /// should not block: it would hold up the fiber that calls it, whose kills
  /// and Timeouts are deferred meanwhile. An exception of `fn` is reported like
  /// one of a fiber.
  [[nodiscard]] explicit SpawnWatch(Function fn);
  /// Ends the watch. Any thread may destroy the object, but not while the hub's
  /// thread calls the function.
  ~SpawnWatch();
  SpawnWatch(const SpawnWatch&) = delete;
  SpawnWatch& operator=(const SpawnWatch&) = delete;

 private:
  struct Observer : detail::FiberObserver {
    explicit Observer(SpawnWatch::Function its_fn);
    static void call(FiberObserver& self, detail::FiberState& fiber) noexcept;
    std::shared_ptr<const SpawnWatch::Function> fn;
    std::atomic<bool> ended{false};
    detail::Home home;
  };

  std::unique_ptr<Observer> observer_;
};

}  // namespace gfetch
