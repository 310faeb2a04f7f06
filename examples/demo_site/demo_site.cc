// The site that `make demo` fetches: pages, slow answers, a redirect, and a
// page that is not there.
//
//   demo_site [PORT]      prints its address; the kernel picks a port by
//   default

#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/signal.h"
#include "gfetch/http_server/http_server.h"
#include "gfetch/http_server/router.h"

using namespace std::chrono_literals;
using gfetch::http::HttpError;
using gfetch::http::ServerRequest;
using gfetch::http::ServerResponse;

namespace {

void page(ServerRequest& request, ServerResponse& response) {
  const int number =
      std::atoi(std::string(request.parameter("number")).c_str());
  if (number < 1 || number > 20) throw HttpError(404);
  const std::string title = "Page " + std::to_string(number);
  std::string text = "<!doctype html><title>" + title + "</title>\n";
  for (int line = 1; line <= 40 * number; ++line) {
    text += std::to_string(line) + "\n";
  }
  response.send(200, "text/html", text);
}

void slow(ServerRequest& /*request*/, ServerResponse& response) {
  gfetch::sleep_for(200ms);
  response.send(200, "text/plain", "worth waiting for\n");
}

gfetch::http::Router routes() {
  gfetch::http::Router router;
  router.get("/page/{number}", page);
  router.get("/slow/{number}", slow);
  router.get("/old", [](ServerRequest&, ServerResponse& response) {
    response.redirect("/page/1", 301);
  });
  return router;
}

}  // namespace

int main(int argc, char** argv) {
  gfetch::Hub hub;
  const auto port =
      static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 0);
  gfetch::http::HttpServer server(gfetch::net::SocketAddress::loopback(port),
                                  routes());
  auto on_int = gfetch::on_signal(SIGINT, [&] { server.stop(); });
  auto on_term = gfetch::on_signal(SIGTERM, [&] { server.stop(); });
  server.start();
  std::printf("http://127.0.0.1:%d\n", server.port());
  std::fflush(stdout);
  server.run();
}
