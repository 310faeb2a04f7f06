#include "quirks/framing_limit.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace gfetch::http {

bool FramingLimit::exceeded(int fd, std::uint64_t limit,
                            std::uint64_t passed_on) {
  tcp_info info{};
  socklen_t size = sizeof info;
  // A socket without these counters (a Unix socket) is not limited.
  if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return false;
  if (!base_) base_ = info.tcpi_bytes_received - passed_on;
  // The base includes bytes that were received but not yet passed on at the
  // first call: the sum may be larger than the count of received bytes.
  return info.tcpi_bytes_received > passed_on + *base_ + limit;
}

}  // namespace gfetch::http
