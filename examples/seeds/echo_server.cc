// The echo server that gevent's documentation begins with, on a StreamServer,
// and its clients: one that talks, one that says nothing, one that hangs up.

#include <chrono>
#include <cstdio>
#include <string>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/net/buffered_reader.h"
#include "gfetch/net/socket.h"
#include "gfetch/net/stream_server.h"

using namespace std::chrono_literals;
using namespace gfetch::net;

namespace {

// The handler of one connection. It reads synchronously, and the others run.
void echo(Stream& peer, const SocketAddress&) {
  std::puts("New connection");
  peer.send_all("Welcome to the echo server! Type quit to exit.\r\n");
  BufferedReader reader(peer);
  while (auto line = reader.read_line(1000)) {
    if (*line == "quit") {
      std::puts("client quit");
      return;
    }
    peer.send_all({*line, "\r\n"});
    std::printf("echoed %s\n", line->c_str());
  }
  std::puts("client disconnected");
}

void talk(const SocketAddress& server) {
  Socket client = create_connection(server);
  BufferedReader reader(client);
  std::printf("< %s\n", reader.read_line(1000)->c_str());
  for (const char* word : {"hello", "world"}) {
    client.send_all({word, "\r\n"});
    std::printf("< %s\n", reader.read_line(1000)->c_str());
  }
  client.send_all("quit\r\n");
  if (!reader.read_line(1000)) std::puts("< the end");
}

void hang_up(const SocketAddress& server) {
  Socket client = create_connection(server);
  BufferedReader(client).read_line(1000);
}

}  // namespace

int main() {
  gfetch::Hub hub;
  Socket silent;  // hangs up after the server has ended
  StreamServer server(SocketAddress::loopback(0), echo);
  server.start();
  silent = create_connection(server.address());
  gfetch::sleep_for(10ms);
  talk(server.address());
  hang_up(server.address());
  gfetch::sleep_for(10ms);
  std::printf("%zu connection is left\n", server.handlers().size());
}
