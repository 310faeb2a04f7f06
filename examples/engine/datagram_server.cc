// A server of datagrams answers two of them.

#include "gfetch/net/datagram_server.h"

#include <array>
#include <cstdio>
#include <string>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"

int main() {
  gfetch::Hub hub;
  gfetch::net::DatagramServer server(
      gfetch::net::SocketAddress::loopback(0),
      [&](const std::string& data, const gfetch::net::SocketAddress& from) {
        server.send_to("got " + data, from);
      });
  auto client = gfetch::spawn([&] {
    gfetch::net::Socket socket(gfetch::net::SocketFamily::kIpv4,
                               gfetch::net::SocketType::kDatagram);
    socket.connect(server.address());
    for (const char* word : {"one", "two"}) {
      socket.send(word);
      std::array<char, 100> buffer{};
      const std::size_t size = socket.receive(buffer);
      std::printf("%s\n", std::string(buffer.data(), size).c_str());
    }
    server.stop();
  });
  server.run();

  client.get();
}
