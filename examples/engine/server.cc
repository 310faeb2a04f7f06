// A server that a signal stops, when its handler has finished.

#include "gfetch/net/server.h"

#include <chrono>
#include <csignal>
#include <cstdio>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/signal.h"
#include "gfetch/net/buffered_reader.h"
#include "gfetch/net/stream_server.h"

using namespace std::chrono_literals;

int main() {
  gfetch::Hub hub;
  const auto address = gfetch::net::SocketAddress::loopback(0);
  const auto handler = [](gfetch::net::Stream& peer,
                          const gfetch::net::SocketAddress&) {
    std::raise(SIGTERM);
    gfetch::sleep_for(20ms);
    peer.send_all("finished\n");
  };
  gfetch::net::StreamServer server(address, handler, {.most_handlers = 100});
  auto on_term = gfetch::on_signal(SIGTERM, [&] { server.stop(10s); });
  auto client = gfetch::spawn([&] {
    gfetch::net::Socket peer = gfetch::net::create_connection(server.address());
    std::printf("%s", gfetch::net::BufferedReader(peer).read_all(100).c_str());
  });
  server.run();

  client.get();
  std::printf("stopped\n");
}
