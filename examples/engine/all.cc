// Includes all of the engine at once.

#include "gfetch/fiber/all.h"

#include <chrono>
#include <cstdio>

#include "gfetch/http/all.h"
#include "gfetch/net/all.h"

using namespace std::chrono_literals;

int main() {
  gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
  gfetch::Queue<gfetch::http::RequestUrl> urls;
  auto reader = gfetch::spawn([&] {
    for (const auto& url : urls) std::puts(url.text().c_str());
  });
  gfetch::Ticker ticker(1h);
  for (const char* text : {"http://a/", "http://b/"}) {
    ticker.wait();
    urls.put(text);
  }
  urls.shutdown();
  reader.join();
}
