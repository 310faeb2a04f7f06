// Parses the URLs of requests.

#include "gfetch/http/request_url.h"

#include <cstdio>
#include <string>

#include "gfetch/net/error.h"

namespace {

void connect_to(const gfetch::http::Origin& origin) {
  std::printf("connecting to %s, port %d\n", origin.host.c_str(), origin.port);
}

void ask_for(const std::string& url) {
  std::printf("GET %s\n", url.c_str());
}

void report(const gfetch::Error& error) {
  std::printf("%s\n", error.message.c_str());
}

}  // namespace

int main() {
  const gfetch::http::RequestUrl url("HTTP://Example.org:80/a b#top");
  connect_to(url.origin());
  ask_for(url.text());

  const gfetch::http::RequestUrl bad("127.0.0.1:80/");
  if (!bad.valid()) report(bad.error());
}
