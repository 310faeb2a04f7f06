#pragma once
/// From the kernel's form of an address to ours.

#include <sys/socket.h>

#include "gfetch/net/address.h"

namespace gfetch::net {

/// Requires an address of AF_INET or AF_INET6.
IpAddress address_of(const sockaddr& socket_address);

}  // namespace gfetch::net
