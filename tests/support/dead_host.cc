#include "tests/support/dead_host.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

namespace gfetch::test {
namespace {

/// Starts a connection to `endpoint`, which must be IPv4.
Descriptor start_connecting(const Endpoint& endpoint) {
  Descriptor fd(
      ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(endpoint.port);
  inet_pton(AF_INET, endpoint.address.c_str(), &address.sin_addr);
  (void)::connect(fd.get(), reinterpret_cast<sockaddr*>(&address),
                  sizeof address);
  return fd;
}

bool settles(const Descriptor& fd, int milliseconds) {
  pollfd entry{fd.get(), POLLOUT, 0};
  return ::poll(&entry, 1, milliseconds) > 0;
}

}  // namespace

DeadHost::DeadHost(std::string_view address)
    : listener_(listen_on({std::string(address), 0}, 0)),
      endpoint_(bound_endpoint(listener_.get())) {
  for (int i = 0; i < 8; ++i) {
    queued_.push_back(start_connecting(endpoint_));
    if (!settles(queued_.back(), 200)) return;
  }
}

std::string DeadHost::url(std::string_view path) const {
  return "http://" + endpoint_.text() + std::string(path);
}

bool DeadHost::hangs() const {
  return !settles(start_connecting(endpoint_), 200);
}

std::string refused_url(std::string_view path) {
  return "http://" + Endpoint{"127.0.0.1", free_port()}.text() +
         std::string(path);
}

}  // namespace gfetch::test
