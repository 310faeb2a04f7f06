#pragma once
/// Tells a function whether its object was destroyed while it let others run.
/// A fiber that an object wakes, and a function of the program that it calls,
/// may destroy the object.
///
///   const Lifespan::Watch watch(lifespan_);
///   getters_.pop_front().wake();
///   if (watch.ended()) return false;  // and use no member any more

#include "gfetch/fiber/detail/list.h"

namespace gfetch::detail {

/// A member of an object whose end is watched.
class Lifespan {
 public:
  class Watch : public ListHook {
   public:
    // Not inlined: GCC 12 takes the list's pointer to a local Watch for one
    // that dangles, though the Watch's destructor removes it.
    [[gnu::noinline]] explicit Watch(Lifespan& lifespan) noexcept {
      lifespan.watches_.push_back(*this);
    }
    /// True if the object has been destroyed.
    bool ended() const noexcept { return !linked(); }
  };

 private:
  List<Watch> watches_;  // its destructor removes the watches from the list
};

}  // namespace gfetch::detail
