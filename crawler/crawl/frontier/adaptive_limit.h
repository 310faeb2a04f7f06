#pragma once
/// How many requests at a time does a host bear? Found out from how it takes
/// them: half as many when it is too much for it, one more after a round that
/// went well. Pure: the time is passed in.
///
///   AdaptiveLimit limit;                       // one for each host
///   limit.now(8);                              // 8: the maximum, at first
///   limit.overloaded(8, 8, started, now);      // it answered 429
///   limit.now(8);                              // 4

#include <limits>

#include "gfetch/fiber/clock.h"

namespace gfetch::crawl {

class AdaptiveLimit {
 public:
  /// Requests that may be in flight, from 1 to `most`.
  int now(int most) const;

  /// A request that was sent at `started` was answered, its first byte after
  /// `ttfb`, while `in_flight` were under way, it among them. One more fits in
  /// after as many of these as there may be at a time; but when answers have
  /// come to take more than twice their usual time, and noticeably so, that is
  /// too much already. True: the limit was lowered.
  bool served(Duration ttfb, int in_flight, int most, TimePoint started,
              TimePoint now);

  /// The request was turned away (429, 503) or timed out: half of what was in
  /// flight is enough. The other requests of the same time say nothing new:
  /// what was sent before the limit was lowered last is not counted. True: the
  /// limit was lowered.
  bool overloaded(int in_flight, int most, TimePoint started, TimePoint now);

 private:
  bool slowed_down(Duration ttfb);
  bool lower(float to, int most, TimePoint now);

  float limit_ = std::numeric_limits<float>::infinity();
  TimePoint lowered_at_{};
  int samples_ = 0;   ///< of times to first byte, since then
  float recent_ = 0;  ///< seconds to first byte, of late
  float usual_ = 0;   ///< the least that `recent_` was, slowly forgotten
};

}  // namespace gfetch::crawl
