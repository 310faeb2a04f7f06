#pragma once
/// Converts the kernel's socket addresses to IpAddress.

#include <sys/socket.h>

#include "gfetch/net/address.h"

namespace gfetch::net {

/// Returns the IP address of a socket address, without its port. Requires the
/// family AF_INET or AF_INET6.
IpAddress address_of(const sockaddr& socket_address);

}  // namespace gfetch::net
