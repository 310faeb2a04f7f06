#pragma once
/// The adaptive limit of concurrent requests to one host. The limit is halved
/// when the host is overloaded, and grows by one after each round of requests
/// that were served well. A pure value: the caller passes the time in.
///
///   AdaptiveLimit limit;                       // one for each host
///   limit.now(8);                              // 8: the maximum, at first
///   limit.overloaded(8, 8, started, now);      // the host responded with 429
///   limit.now(8);                              // 4

#include <limits>

#include "gfetch/fiber/clock.h"

namespace gfetch::crawl {

class AdaptiveLimit {
 public:
  /// Returns the number of requests that may be in flight to the host, from 1
  /// to `most`.
  int now(int most) const;

  /// Records that the host served a request, which was sent at `started` while
  /// `in_flight` requests, itself included, were in flight; `ttfb` is its time
  /// to first byte. After one round of served requests (as many as the limit)
  /// the limit grows by one. When the times to first byte are more than twice
  /// the usual and noticeably longer, the limit is lowered instead. Returns
  /// true if the limit was lowered.
  bool served(Duration ttfb, int in_flight, int most, TimePoint started,
              TimePoint now);

  /// Records that the host rejected a request (429, 503) or that the request
  /// timed out, and sets the limit to half of the requests in flight. Requests
  /// that were sent before the limit was last lowered are ignored: they report
  /// the same overload again. Returns true if the limit was lowered.
  bool overloaded(int in_flight, int most, TimePoint started, TimePoint now);

 private:
  bool slowed_down(Duration ttfb);
  bool lower(float to, int most, TimePoint now);

  float limit_ = std::numeric_limits<float>::infinity();
  TimePoint lowered_at_{};
  int samples_ = 0;   ///< counts times to first byte since then
  float recent_ = 0;  ///< recent time to first byte, in seconds
  float usual_ = 0;   ///< slowly ageing minimum of `recent_`
};

}  // namespace gfetch::crawl
