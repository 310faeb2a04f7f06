#pragma once
/// From the kernel's form of an address to ours.

#include <sys/socket.h>

#include "gfetch/engine/address.h"

namespace gfetch::detail {

/// Requires an address of AF_INET or AF_INET6.
IpAddress address_of(const sockaddr& socket_address);

}  // namespace gfetch::detail
