// A server echoes the messages of a WebSocket; the client of this example knows
// as much of the protocol as it needs.

#include "gfetch/http_server/web_socket.h"

#include <cstdio>
#include <string>

#include "gfetch/fiber/hub.h"
#include "gfetch/http_server/http_server.h"
#include "gfetch/net/buffered_reader.h"
#include "gfetch/net/socket.h"

void echo(gfetch::http::ServerRequest& request,
          gfetch::http::ServerResponse& response) {
  gfetch::http::WebSocket peer(request, response);
  while (auto message = peer.receive()) peer.send(message->data);
}

int main() {
  gfetch::Hub hub;
  gfetch::http::HttpServer server(gfetch::net::SocketAddress::loopback(0),
                                  echo);
  server.start();
  gfetch::net::Socket client = gfetch::net::create_connection(server.address());
  client.send_all(
      "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
      "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  gfetch::net::BufferedReader reader(client);
  std::printf("%s\n", reader.read_line(1000)->c_str());
  reader.read_until("\r\n\r\n", 10'000);
  // A text of 5 bytes, whose mask is four spaces: it swaps the case.
  client.send_all("\x81\x85    hELLO");
  std::printf("%s\n", reader.read_exactly(7).substr(2).c_str());
}
