// Fetches JSON from a server, one request after the other and all at once, and
// says what each way costs. The server is a fiber of the same program, which
// takes 50 to 150 ms for an answer.

#include <chrono>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/http/http_client.h"
#include "gfetch/http_server/http_server.h"

using namespace std::chrono_literals;

namespace {

// tutorial: server
void answer_with_time(gfetch::http::ServerRequest& /*request*/,
                      gfetch::http::ServerResponse& response) {
  static std::random_device random;
  std::uniform_int_distribution draw(50, 150);
  gfetch::sleep_for(std::chrono::milliseconds(draw(random)));
  const nlohmann::json answer = {{"seconds", std::time(nullptr)}};
  response.send(200, "application/json", answer.dump());
}
// tutorial end

// tutorial: fetch
using Urls = std::vector<std::string>;

void fetch(const std::string& url) {
  gfetch::http::HttpClient http;
  gfetch::http::StringSink body;
  const auto response = http.fetch(*gfetch::http::request_for(url), body);
  if (!response) throw std::runtime_error(response.error().message);
  const auto json = nlohmann::json::parse(body.text());
  const bool today = json.at("seconds").get<std::time_t>() > 0;
  std::printf("%d %s%s\n", response->status_code, url.c_str(),
              today ? "" : " without a time");
}

void synchronous(const Urls& urls) {
  for (const std::string& url : urls) fetch(url);
}

void asynchronous(const Urls& urls) {
  std::vector<gfetch::Fiber<void>> fetches;
  for (const auto& url : urls) fetches.push_back(gfetch::spawn(fetch, url));
  gfetch::join_all(fetches, {.raise_error = true});
}

void cost_time(void (*function)(const Urls&), const Urls& urls) {
  const auto start = gfetch::now();
  function(urls);
  std::printf("Cost time: %.3f s\n", gfetch::seconds(gfetch::now() - start));
}
// tutorial end

}  // namespace

int main() {
  gfetch::Hub hub;
  gfetch::http::HttpServer server(gfetch::net::SocketAddress::loopback(0),
                                  answer_with_time);
  server.start();
  Urls urls;
  for (const char* name : {"baidu", "sina", "taobao", "jd"}) {
    urls.push_back("http://127.0.0.1:" + std::to_string(server.port()) + "/" +
                   name);
  }
  std::puts("Synchronous:");
  cost_time(synchronous, urls);
  std::puts("Asynchronous:");
  cost_time(asynchronous, urls);
}
