// A program that uses an installed gfetch::http without the crawler.
#include <gfetch/fiber/hub.h>
#include <gfetch/http/http_client.h>
#include <gfetch/http/library_versions.h>

#include <iostream>

int main() {
  gfetch::Hub hub;
  gfetch::http::HttpClient http;
  gfetch::http::StringSink body;
  // No server listens on this port.
  const auto request = gfetch::http::request_for("http://127.0.0.1:1/");
  if (!request || http.fetch(*request, body)) return 1;
  for (const auto& library : gfetch::http::library_versions()) {
    std::cout << library << '\n';
  }
  return 0;
}
