// Sends one request to a server that is another fiber of this thread, and one
// to a server that does not answer.

#include "gfetch/http/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <system_error>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/io.h"
#include "gfetch/fiber/pool.h"

using namespace std::chrono_literals;

namespace {

/// A listening socket on a port that the kernel picks.
class Listener {
 public:
  Listener() : fd_(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)) {
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof here;
    auto* address = reinterpret_cast<sockaddr*>(&here);
    if (bind(fd_, address, size) != 0 || listen(fd_, 1) != 0 ||
        getsockname(fd_, address, &size) != 0) {
      throw std::system_error(errno, std::generic_category(), "listen");
    }
    port_ = ntohs(here.sin_port);
  }
  ~Listener() { close(fd_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  std::uint16_t port() const { return port_; }

  /// Answers one request.
  void answer_once(std::string_view response) const {
    gfetch::wait_readable(fd_);
    const int client = accept(fd_, nullptr, nullptr);
    gfetch::wait_readable(client);
    std::array<char, 4096> request;
    if (read(client, request.data(), request.size()) > 0) {
      send(client, response.data(), response.size(), MSG_NOSIGNAL);
    }
    close(client);
  }

 private:
  int fd_;
  std::uint16_t port_ = 0;
};

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
  const Listener listener;
  auto server = gfetch::spawn([&listener] {
    listener.answer_once(
        "HTTP/1.1 200 OK\r\nContent-Length: 18\r\nConnection: close\r\n\r\n"
        "Hello Cruel World!");
  });

  gfetch::http::HttpClient http;
  const std::string url =
      "http://127.0.0.1:" + std::to_string(listener.port()) + "/";
  const auto shown = show(http, url);
  if (!shown) std::puts(shown.error().message.c_str());
  server.join();
  fetch_in_time(hub, url);
}
