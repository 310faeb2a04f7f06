// The listing's server: every request is answered with a line of HTML. Try it:
//
//   wsgi_server 8000 &
//   ab -n 10000 -c 100 http://127.0.0.1:8000/
//
// Without a port the kernel picks one. SIGINT and SIGTERM stop the server when
// the requests that it has begun are answered.

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/signal.h"
#include "gfetch/http_server/http_server.h"

namespace {

// tutorial: application
void application(gfetch::http::ServerRequest& /*request*/,
                 gfetch::http::ServerResponse& response) {
  response.send(200, "text/html", "Hello Cruel World!");
}
// tutorial end

}  // namespace

int main(int argc, char** argv) {
  gfetch::Hub hub;
  // tutorial: serve
  const int port = argc > 1 ? std::atoi(argv[1]) : 0;
  gfetch::http::HttpServer server(
      gfetch::net::SocketAddress::loopback(static_cast<std::uint16_t>(port)),
      application);
  auto on_int = gfetch::on_signal(SIGINT, [&] { server.stop(); });
  auto on_term = gfetch::on_signal(SIGTERM, [&] { server.stop(); });
  server.start();
  std::printf("http://127.0.0.1:%d/\n", server.port());
  std::fflush(stdout);
  server.run();
  // tutorial end
}
