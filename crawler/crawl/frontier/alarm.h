#pragma once
/// A timer that calls a function at a given time.

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

  /// Schedules a call of `ring` at `time`, unless an earlier call is scheduled:
  /// the earlier call of `ring` handles what is due and sets the alarm again.
  /// `ring` runs in a fiber of its own.
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
