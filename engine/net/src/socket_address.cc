#include "gfetch/net/detail/socket_address.h"

#include <netinet/in.h>

#include <cstring>

namespace gfetch::net {

IpAddress address_of(const sockaddr& socket_address) {
  IpAddress address;
  if (socket_address.sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &socket_address, sizeof v6);
    address.is_v6 = true;
    std::memcpy(address.bytes.data(), &v6.sin6_addr, 16);
  } else {
    sockaddr_in v4{};
    std::memcpy(&v4, &socket_address, sizeof v4);
    std::memcpy(address.bytes.data(), &v4.sin_addr, 4);
  }
  return address;
}

}  // namespace gfetch::net
