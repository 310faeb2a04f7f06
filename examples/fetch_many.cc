// Fetches its arguments, four at a time, each with its own time limit.
//
//   fetch_many URL...

#include <chrono>
#include <cstdio>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/pool.h"
#include "gfetch/fiber/timeout.h"
#include "gfetch/http/http_client.h"

using namespace std::chrono_literals;

namespace {

void fetch(gfetch::http::HttpClient& http, const char* url) {
  auto request = gfetch::http::request_for(url);
  if (!request) {
    std::printf("%s: %s\n", url, request.error().message.c_str());
    return;
  }
  gfetch::http::StringSink body;
  auto response =
      gfetch::with_timeout(5s, [&] { return http.fetch(*request, body); });
  if (!response) {
    std::printf("%s: no answer within five seconds\n", url);
  } else if (!*response) {
    std::printf("%s: %s\n", url, response->error().message.c_str());
  } else {
    std::printf("%s: %d, %zu bytes\n", url, (*response)->status_code,
                body.text().size());
  }
}

}  // namespace

int main(int argc, char** argv) {
  gfetch::Hub hub;
  gfetch::http::HttpClient http;
  gfetch::Pool pool(4);
  for (int i = 1; i < argc; ++i) {
    // spawn() waits while four fetches are running.
    pool.spawn([&http, url = argv[i]] { fetch(http, url); });
  }
  pool.join();
}
