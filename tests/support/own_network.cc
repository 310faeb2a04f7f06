#include "tests/support/own_network.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "tests/support/endpoint.h"

namespace gfetch::test {
namespace {

bool leave_network() {
  return unshare(CLONE_NEWNET) == 0 ||
         unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0;
}

ifreq interface_named(const std::string& name) {
  ifreq request{};
  std::memcpy(request.ifr_name, name.c_str(), name.size());
  return request;
}

bool raise_loopback(const Descriptor& socket) {
  ifreq request = interface_named("lo");
  request.ifr_flags = IFF_UP | IFF_LOOPBACK | IFF_RUNNING;
  return ioctl(socket.get(), SIOCSIFFLAGS, &request) == 0;
}

/// Adds an IPv4 address to the loopback interface as its alias `lo:NUMBER`.
bool add_address(const Descriptor& socket, std::size_t number,
                 const std::string& address) {
  ifreq request = interface_named("lo:" + std::to_string(number));
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  if (inet_pton(AF_INET, address.c_str(), &v4.sin_addr) != 1) return false;
  std::memcpy(&request.ifr_addr, &v4, sizeof v4);
  return ioctl(socket.get(), SIOCSIFADDR, &request) == 0;
}

bool enter_own_network(const std::vector<std::string>& addresses) {
  if (!leave_network()) return false;
  const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!raise_loopback(socket)) return false;
  std::size_t number = 0;
  for (const std::string& address : addresses)
    if (!add_address(socket, ++number, address)) return false;
  return true;
}

}  // namespace

bool own_network_available() {
  const pid_t child = fork();
  if (child == 0) _exit(enter_own_network({"93.184.216.34"}) ? 0 : 1);
  int status = 0;
  return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

void in_own_network(const std::vector<std::string>& addresses,
                    const std::function<bool()>& story) {
  const bool went_well = enter_own_network(addresses) && story();
  std::exit(went_well ? 0 : 1);
}

}  // namespace gfetch::test
