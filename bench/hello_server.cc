// A server of the engine for bench/run server:
//
//   hello_server http     answers each request with "hello"
//   hello_server echo     sends back what it receives
//   hello_server loop     the same by a bare libev loop, without a fiber
//
// It prints its port, and ends with its standard input.
#include <ev.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/poll.h"
#include "gfetch/http_server/http_server.h"
#include "gfetch/net/stream_server.h"

namespace {

using gfetch::net::SocketAddress;

constexpr std::size_t kMostBytes = 4096;
constexpr int kBacklog = 4096;
constexpr std::size_t kMostClients = 20'000;

void announce(unsigned port) {
  std::printf("%u\n", port);
  std::fflush(stdout);
}

gfetch::net::ServerOptions connections() {
  gfetch::net::ServerOptions options;
  options.most_handlers = kMostClients;
  options.listen.backlog = kBacklog;
  return options;
}

void wait_for_end() {
  gfetch::Poll poll;
  poll.add(STDIN_FILENO, gfetch::PollFor::kReadable);
  poll.wait();
}

void serve_http() {
  const gfetch::Hub hub;
  gfetch::http::HttpServerOptions options;
  options.connections = connections();
  options.limits.idle_time = std::chrono::hours(1);
  gfetch::http::HttpServer server(
      SocketAddress::loopback(0),
      [](gfetch::http::ServerRequest&, gfetch::http::ServerResponse& response) {
        response.send(200, "text/plain", "hello");
      },
      std::move(options));
  server.start();
  announce(server.port());
  wait_for_end();
}

void serve_echo() {
  const gfetch::Hub hub;
  gfetch::net::StreamServer server(
      SocketAddress::loopback(0),
      [](gfetch::net::Stream& peer, const SocketAddress&) {
        std::array<char, kMostBytes> buffer;
        while (const std::size_t got = peer.receive(buffer)) {
          peer.send_all(std::string_view(buffer.data(), got));
        }
      },
      connections());
  server.start();
  announce(server.port());
  wait_for_end();
}

// --- without fibers ----------------------------------------------------------

void on_client(struct ev_loop* loop, ev_io* client, int) {
  std::array<char, kMostBytes> buffer;
  const ssize_t got = recv(client->fd, buffer.data(), buffer.size(), 0);
  if (got <= 0) {
    ev_io_stop(loop, client);
    close(client->fd);
    delete client;
    return;
  }
  // What comes back always fits into the buffer of a client that has read all.
  if (send(client->fd, buffer.data(), static_cast<std::size_t>(got),
           MSG_NOSIGNAL) != got) {
    std::abort();
  }
}

void on_listener(struct ev_loop* loop, ev_io* listener, int) {
  const int fd =
      accept4(listener->fd, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) return;
  auto* client = new ev_io;
  ev_io_init(client, on_client, fd, EV_READ);
  ev_io_start(loop, client);
}

void on_end(struct ev_loop* loop, ev_io*, int) {
  ev_break(loop, EVBREAK_ALL);
}

void serve_in_a_loop() {
  unsigned port = 0;
  int fd = -1;
  {
    const gfetch::Hub hub;
    gfetch::net::Socket listening = gfetch::net::listen_on(
        SocketAddress::loopback(0), {.backlog = kBacklog});
    port = listening.local_address().port();
    fd = listening.release();
  }
  struct ev_loop* loop = ev_default_loop(0);
  ev_io listener;
  ev_io_init(&listener, on_listener, fd, EV_READ);
  ev_io_start(loop, &listener);
  ev_io end;
  ev_io_init(&end, on_end, STDIN_FILENO, EV_READ);
  ev_io_start(loop, &end);
  announce(port);
  ev_run(loop, 0);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view what = argc == 2 ? argv[1] : "";
  if (what == "http") {
    serve_http();
  } else if (what == "echo") {
    serve_echo();
  } else if (what == "loop") {
    serve_in_a_loop();
  } else {
    std::fputs("usage: hello_server http|echo|loop\n", stderr);
    return 2;
  }
  return 0;
}
