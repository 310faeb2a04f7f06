// A server of one client, and the client, in two fibers.

#include "gfetch/net/socket.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <string>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

using namespace std::chrono_literals;

int main() {
  gfetch::Hub hub;
  gfetch::net::Socket server =
      gfetch::net::listen_on(gfetch::net::SocketAddress::loopback(0));
  auto serving = gfetch::spawn([&] {
    gfetch::net::Socket peer = server.accept();
    peer.send_all({"hello", " ", "world\n"});
  });
  gfetch::net::Socket client =
      gfetch::net::create_connection(server.local_address());
  client.timeout(5s);
  std::array<char, 100> buffer{};
  const std::size_t got = client.receive(buffer);

  std::printf("%s", std::string(buffer.data(), got).c_str());
  serving.get();
}
