// Three clients talk to an echo server, each in a fiber.

#include "gfetch/net/stream_server.h"

#include <cstdio>
#include <string>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/net/buffered_reader.h"

int main() {
  gfetch::Hub hub;
  gfetch::net::StreamServer server(
      gfetch::net::SocketAddress::loopback(0),
      [](gfetch::net::Stream& peer, const gfetch::net::SocketAddress&) {
        gfetch::net::BufferedReader reader(peer);
        while (auto line = reader.read_line(1000)) {
          peer.send_all({*line, "\n"});
        }
      });
  auto clients = gfetch::spawn([&] {
    for (int i = 1; i <= 3; ++i) {
      gfetch::net::Socket client =
          gfetch::net::create_connection(server.address());
      client.send_all("client " + std::to_string(i) + "\n");
      gfetch::net::BufferedReader answers(client);
      std::printf("%s\n", answers.read_line(1000)->c_str());
    }
    server.stop();
  });
  server.run();  // until another fiber calls server.stop()

  clients.get();
}
