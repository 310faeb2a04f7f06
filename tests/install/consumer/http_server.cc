// A program that serves by an installed gfetch::http_server, without
// gfetch::http and without TLS.
#include <gfetch/fiber/hub.h>
#include <gfetch/http_server/http_server.h>
#include <gfetch/http_server/router.h>
#include <gfetch/net/buffered_reader.h>
#include <gfetch/net/socket.h>

#include <iostream>

int main() {
  gfetch::Hub hub;
  gfetch::http::Router router;
  router.get("/{name}", [](auto& request, auto& response) {
    response.send(200, "text/plain", request.parameter("name"));
  });
  gfetch::http::HttpServer server(gfetch::net::SocketAddress::loopback(0),
                                  std::move(router));
  server.start();
  auto client = gfetch::net::create_connection(server.address());
  client.send_all("GET /served HTTP/1.0\r\n\r\n");
  const std::string all = gfetch::net::BufferedReader(client).read_all(1000);
  std::cout << all << '\n';
  return all.ends_with("served") ? 0 : 1;
}
