// A server greets, and lets a client wait for news (long polling).

#include "gfetch/http_server/http_server.h"

#include <cstdio>
#include <string>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/fiber/signal.h"
#include "gfetch/http_server/access_log.h"
#include "gfetch/http_server/router.h"
#include "gfetch/net/buffered_reader.h"
#include "gfetch/net/socket.h"

#include <csignal>

using namespace std::chrono_literals;
using gfetch::on_signal;

// Sends a request, and prints the body of the response.
static void ask(const gfetch::net::SocketAddress& address,
                const std::string& request_line) {
  gfetch::net::Socket peer = gfetch::net::create_connection(address);
  peer.send_all(request_line + "\r\n\r\n");
  const std::string all = gfetch::net::BufferedReader(peer).read_all(10'000);
  std::printf("%s: %s", request_line.c_str(),
              all.substr(all.find("\r\n\r\n") + 4).c_str());
}

int main() {
  gfetch::Hub hub;
  // tutorial: server
  gfetch::Queue<std::string> news;

  gfetch::http::Router router;
  router.get("/hello/{name}", [](auto& request, auto& response) {
    response.send(200, "text/plain",
                  "Hello " + std::string(request.parameter("name")) + "!\n");
  });
  router.post("/wait", [&](auto& request, auto& response) {
    request.kill_when_client_gone();
    response.write(news.get(10s).value_or("nothing new\n"));
  });
  gfetch::http::HttpServer server(gfetch::net::SocketAddress::loopback(0),
                                  std::move(router));
  server.start();
  // tutorial end

  auto on_term = on_signal(SIGTERM, [&] { server.stop(); });
  // tutorial: clients
  auto reader =
      gfetch::spawn([&] { ask(server.address(), "POST /wait HTTP/1.0"); });
  gfetch::yield();
  ask(server.address(), "GET /hello/world HTTP/1.0");
  ask(server.address(), "GET /bye HTTP/1.0");
  news.put("it works\n");
  reader.join();
  server.stop();
  // tutorial end
}
