// The load of an echo server: CONNECTIONS connections, each of which sends 64
// bytes and waits for them, TRIPS times in all.
//
//   echo_load PORT CONNECTIONS TRIPS
//
// Ends with 0 if all came back as they were sent.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

[[noreturn]] void fail(const char* what) {
  std::perror(what);
  std::exit(1);
}

int connect_to(std::uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  if (fd < 0 ||
      connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0) {
    fail("echo_load");
  }
  return fd;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: echo_load PORT CONNECTIONS TRIPS\n", stderr);
    return 2;
  }
  const auto port = static_cast<std::uint16_t>(std::atoi(argv[1]));
  const int connections = std::atoi(argv[2]);
  const long trips = std::atol(argv[3]);
  const std::string message(64, 'm');
  const int epoll = epoll_create1(EPOLL_CLOEXEC);
  long sent = 0;
  const auto ask = [&](int fd) {
    ++sent;
    if (send(fd, message.data(), message.size(), MSG_NOSIGNAL) != 64) {
      fail("send");
    }
  };
  for (int i = 0; i < connections && sent < trips; ++i) {
    const int fd = connect_to(port);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0) fail("epoll_ctl");
    ask(fd);
  }
  std::array<epoll_event, 64> events;
  for (long done = 0; done < trips;) {
    const int ready = epoll_wait(epoll, events.data(), events.size(), 10'000);
    if (ready <= 0) fail("epoll_wait");
    for (int i = 0; i < ready; ++i) {
      const int fd = events.at(static_cast<std::size_t>(i)).data.fd;
      std::array<char, 100> buffer;
      const ssize_t got = recv(fd, buffer.data(), buffer.size(), 0);
      if (got != 64 || message.compare(0, 64, buffer.data(), 64) != 0) {
        std::fputs("echo_load: what came back is wrong\n", stderr);
        return 1;
      }
      ++done;
      if (sent < trips) ask(fd);
    }
  }
  return 0;
}
