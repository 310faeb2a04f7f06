#include "tests/support/endpoint.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <system_error>

namespace gfetch::test {
namespace {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;

  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

SocketAddress socket_address(const Endpoint& endpoint) {
  SocketAddress result;
  auto* v4 = reinterpret_cast<sockaddr_in*>(&result.storage);
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&result.storage);
  if (inet_pton(AF_INET, endpoint.address.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(endpoint.port);
    result.size = sizeof(sockaddr_in);
  } else if (inet_pton(AF_INET6, endpoint.address.c_str(), &v6->sin6_addr) ==
             1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(endpoint.port);
    result.size = sizeof(sockaddr_in6);
  } else {
    throw std::invalid_argument("no address: " + endpoint.address);
  }
  return result;
}

[[noreturn]] void fail(const char* call) {
  throw std::system_error(errno, std::generic_category(), call);
}

Endpoint endpoint_of(const SocketAddress& address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address.storage.ss_family == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(&address.storage);
    inet_ntop(AF_INET, &v4->sin_addr, text, sizeof text);
    return {text, ntohs(v4->sin_port)};
  }
  const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&address.storage);
  inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof text);
  return {text, ntohs(v6->sin6_port)};
}

}  // namespace

void Descriptor::reset() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

std::string Endpoint::text() const {
  const bool v6 = address.find(':') != std::string::npos;
  return (v6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

Descriptor bind_to(const Endpoint& wanted, Transport transport) {
  SocketAddress address = socket_address(wanted);
  const int kind = transport == Transport::kTcp ? SOCK_STREAM : SOCK_DGRAM;
  Descriptor fd(::socket(address.storage.ss_family, kind | SOCK_CLOEXEC, 0));
  if (!fd) fail("socket");
  const int on = 1;
  if (transport == Transport::kTcp)
    ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(fd.get(), address.get(), address.size) != 0) fail("bind");
  return fd;
}

Descriptor listen_on(const Endpoint& wanted, int backlog) {
  Descriptor fd = bind_to(wanted, Transport::kTcp);
  if (::listen(fd.get(), backlog) != 0) fail("listen");
  return fd;
}

Endpoint bound_endpoint(int fd) {
  SocketAddress address;
  address.size = sizeof address.storage;
  if (::getsockname(fd, address.get(), &address.size) != 0) fail("getsockname");
  return endpoint_of(address);
}

Endpoint remote_end(int fd) {
  SocketAddress address;
  address.size = sizeof address.storage;
  if (::getpeername(fd, address.get(), &address.size) != 0) return {};
  return endpoint_of(address);
}

std::uint16_t free_port(std::string_view address) {
  return bound_endpoint(
             bind_to({std::string(address), 0}, Transport::kTcp).get())
      .port;
}

bool has_ipv6() {
  try {
    bind_to({"::1", 0}, Transport::kTcp);
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

}  // namespace gfetch::test
