// Two conversations that fail: nobody listens, and nobody answers.

#include "gfetch/net/socket_error.h"

#include <chrono>
#include <cstdio>
#include <cstring>

#include "gfetch/fiber/hub.h"
#include "gfetch/net/socket.h"

using namespace std::chrono_literals;

int main() {
  gfetch::Hub hub;
  gfetch::net::Socket listener =
      gfetch::net::listen_on(gfetch::net::SocketAddress::loopback(0));
  const gfetch::net::SocketAddress address = listener.local_address();
  listener.close();

  try {
    gfetch::net::Socket peer = gfetch::net::create_connection(address, 1s);
    peer.send_all("hello\n");
  } catch (const gfetch::net::SocketTimeout&) {
    std::printf("too slow\n");
  } catch (const gfetch::net::SocketError& error) {
    std::printf("%s\n", std::strerror(error.system_error()));
  }

  auto [here, there] = gfetch::net::socket_pair();
  try {
    char byte = 0;
    here.receive({&byte, 1}, 10ms);
  } catch (const gfetch::net::SocketTimeout&) {
    std::printf("too slow\n");
  }
}
