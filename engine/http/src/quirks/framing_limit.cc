#include "quirks/framing_limit.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace gfetch::http {

bool FramingLimit::exceeded(int fd, std::uint64_t limit,
                            std::uint64_t passed_on) {
  tcp_info info{};
  socklen_t size = sizeof info;
  // A socket without TCP_INFO, such as a Unix socket, has no limit.
  if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return false;
  if (!base_) base_ = info.tcpi_bytes_received - passed_on;
  // The base also contains bytes that libcurl had received but not delivered at
  // the first call. The sum may therefore exceed the number of received bytes;
  // a difference of the unsigned numbers would wrap around.
  return info.tcpi_bytes_received > passed_on + *base_ + limit;
}

}  // namespace gfetch::http
