// A browser would get each headline as soon as it is there.

#include "gfetch/http_server/event_stream.h"

#include <cstdio>
#include <string>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/http_server/http_server.h"
#include "gfetch/net/buffered_reader.h"
#include "gfetch/net/socket.h"

static gfetch::Queue<std::string> headlines;

void news(gfetch::http::ServerRequest& request,
          gfetch::http::ServerResponse& response) {
  request.kill_when_client_gone();
  gfetch::http::EventStream events(response);
  while (auto headline = headlines.get()) {
    events.send({.event = "headline", .data = *headline});
  }
}

int main() {
  gfetch::Hub hub;
  gfetch::http::HttpServer server(gfetch::net::SocketAddress::loopback(0),
                                  news);
  server.start();
  gfetch::net::Socket client = gfetch::net::create_connection(server.address());
  client.send_all("GET / HTTP/1.0\r\n\r\n");
  gfetch::net::BufferedReader reader(client);
  reader.read_until("\r\n\r\n", 10'000);
  for (const char* headline : {"Fibers are cheap", "Threads are not"}) {
    headlines.put(headline);
    std::printf("%s", reader.read_until("\n\n", 1000).c_str());
  }
}
