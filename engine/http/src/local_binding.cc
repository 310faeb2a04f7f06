#include "local_binding.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace gfetch::http {
namespace {

bool bind_to(int fd, const net::IpAddress& address) {
  // With IP_BIND_ADDRESS_NO_PORT the kernel chooses the local port at connect()
  // instead of bind(): connections to different servers may then share a port,
  // so the ports are not used up.
  const int late = 1;
  setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &late, sizeof late);
  sockaddr_storage storage{};
  socklen_t size = sizeof(sockaddr_in);
  if (address.is_v6) {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    std::memcpy(&v6.sin6_addr, address.bytes.data(), 16);
    std::memcpy(&storage, &v6, sizeof v6);
    size = sizeof v6;
  } else {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    std::memcpy(&v4.sin_addr, address.bytes.data(), 4);
    std::memcpy(&storage, &v4, sizeof v4);
  }
  const void* const name = &storage;
  return bind(fd, static_cast<const sockaddr*>(name), size) == 0;
}

}  // namespace

LocalBinding::LocalBinding(const std::string& interface)
    : address_(net::parse_address(interface)) {
  if (!address_) device_ = interface;
}

int LocalBinding::open(int family, int type) const {
  // A Unix socket is never bound: it has no IP address and no interface.
  const int fd = socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0 || family == AF_UNIX || bind_socket(fd, family)) return fd;
  const int reason = errno;
  close(fd);
  errno = reason;
  return -1;
}

bool LocalBinding::bind_socket(int fd, int family) const {
  if (address_) {
    if (address_->is_v6 == (family == AF_INET6)) return bind_to(fd, *address_);
    errno = EAFNOSUPPORT;
    return false;
  }
  return device_.empty() ||
         setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device_.c_str(),
                    static_cast<socklen_t>(device_.size())) == 0;
}

}  // namespace gfetch::http
