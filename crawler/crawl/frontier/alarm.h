#pragma once
/// Calls a function when a time has come.

#include <optional>
#include <utility>

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/fiber.h"

namespace gfetch::crawl {

class Alarm {
 public:
  Alarm() = default;
  ~Alarm() { off(); }
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;

  /// Rings at `time`, unless it will ring before: `ring` then sees to what is
  /// due and sets the alarm again. `ring` is called by a fiber of its own,
  /// which must not be the one that sets the alarm off.
  template <class Ring>
  void set(TimePoint time, TimePoint now, Ring ring) {
    if (rings_at_ && *rings_at_ <= time) return;
    off();
    rings_at_ = time;
    fiber_ = spawn_later(time - now, [this, ring = std::move(ring)] {
      rings_at_.reset();
      ring();
    });
  }

  void off() {
    if (rings_at_) fiber_.kill(KillMode::kLater);
    rings_at_.reset();
  }

 private:
  AnyFiber fiber_;
  std::optional<TimePoint> rings_at_;
};

}  // namespace gfetch::crawl
