// Sends one request to a server that is another fiber of this thread, and one
// to a server that does not answer.

#include "gfetch/http/http_client.h"

#include <chrono>
#include <cstdio>
#include <string>
#include <utility>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/pool.h"
#include "gfetch/http_server/http_server.h"
#include "gfetch/http_server/router.h"

using namespace std::chrono_literals;

namespace {

gfetch::Result<void> show(gfetch::http::HttpClient& http,
                          const std::string& url) {
  gfetch::http::StringSink body;
  auto response = http.fetch(*gfetch::http::request_for(url), body);
  if (!response) return response.error();
  std::printf("%d %s\n", response->status_code, body.text().c_str());
  return {};
}

void save(const gfetch::Result<gfetch::http::Response>& response) {
  std::puts(response ? "saved" : response.error().message.c_str());
}

void fetch_in_time(gfetch::Hub& hub, const std::string& url) {
  const auto request = *gfetch::http::request_for(url);
  gfetch::http::StringSink body;
  gfetch::Pool pool(10);
  gfetch::http::HttpClient http;
  pool.spawn([&] { save(http.fetch(request, body)); });
  hub.join(20ms);
}

}  // namespace

int main() {
  gfetch::Hub hub;
  gfetch::http::Router router;
  router.get("/", [](auto& /*request*/, auto& response) {
    response.send(200, "text/plain", "Hello Cruel World!");
  });
  router.get("/never", [](auto& /*request*/, auto& /*response*/) {
    gfetch::sleep_for(1h);
  });
  gfetch::http::HttpServer server(gfetch::net::SocketAddress::loopback(0),
                                  std::move(router));
  server.start();

  gfetch::http::HttpClient http;
  const std::string url = "http://127.0.0.1:" + std::to_string(server.port());
  const auto shown = show(http, url + "/");
  if (!shown) std::puts(shown.error().message.c_str());
  fetch_in_time(hub, url + "/never");
}
