// Long polling: a client asks for news, and the server answers when there is
// some, or after a while without any. Each of the waiting clients is a fiber
// that waits for a queue; it costs nothing else.

#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/http/http_client.h"
#include "gfetch/http_server/http_server.h"
#include "gfetch/http_server/router.h"

using namespace std::chrono_literals;

namespace {

// tutorial: produce
// Makes a piece of news every 100 ms, three in all.
void produce(gfetch::Queue<std::string>& news) {
  for (int i = 1; i <= 3; ++i) {
    gfetch::sleep_for(100ms);
    news.put("Hello, piece " + std::to_string(i));
  }
}
// tutorial end

// tutorial: poll
// A client that polls until the server has had nothing new for a while.
void poll(const std::string& url) {
  gfetch::http::HttpClient http;
  for (bool more = true; more;) {
    gfetch::http::StringSink body;
    const auto response = http.fetch(*gfetch::http::request_for(url), body);
    if (!response) throw std::runtime_error(response.error().message);
    std::printf("%d %s\n", response->status_code, body.text().c_str());
    more = !nlohmann::json::parse(body.text()).empty();
  }
}
// tutorial end

}  // namespace

int main() {
  gfetch::Hub hub;
  // tutorial: ajax_endpoint
  gfetch::Queue<std::string> news;
  gfetch::http::Router router;
  router.get("/poll", [&news](auto& request, auto& response) {
    request.kill_when_client_gone();
    auto pieces = nlohmann::json::array();
    if (const auto piece = news.get(1s)) pieces.push_back(*piece);
    response.send(200, "application/json", pieces.dump());
  });
  // tutorial end
  gfetch::http::HttpServer server(gfetch::net::SocketAddress::loopback(0),
                                  std::move(router));
  server.start();
  gfetch::spawn(produce, std::ref(news));
  poll("http://127.0.0.1:" + std::to_string(server.port()) + "/poll");
}
