#include "timing.h"

#include <algorithm>
#include <utility>

namespace gfetch::http {

Timing timing_of(const TransferMoments& moments, std::optional<Duration> dns,
                 bool reused_connection) {
  Timing timing;
  timing.dns = dns;
  timing.total = dns.value_or(Duration(0)) + moments.end;
  Duration done{0};
  // Returns the duration from the end of the previous phase, `done`, to
  // `moment`; at least 0, because libcurl's times are not always ascending.
  const auto phase = [&](Duration moment) {
    moment = std::max(moment, done);
    return moment - std::exchange(done, moment);
  };
  const bool connected = !reused_connection && moments.connected > done;
  if (connected) timing.connect = phase(moments.connected);
  if (connected && moments.secured > done) timing.tls = phase(moments.secured);
  if (moments.first_byte > done) {
    timing.ttfb = phase(moments.first_byte);
    timing.download = phase(moments.end);
  }
  return timing;
}

}  // namespace gfetch::http
