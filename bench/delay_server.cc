// Simulates a distant or slow server: answers every request with 1 KiB after a
// fixed delay, over persistent connections, and is fast enough not to be the
// bottleneck of a benchmark.
//
//   delay_server MILLISECONDS
//
// Listens on a free loopback port and prints it. `GET /served` answers at once
// with the number of requests served so far. Exits at the end of its stdin, so
// that it never outlives the process that started it.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace {

using Clock = std::chrono::steady_clock;

std::string response_with(const std::string& body) {
  return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

struct Connection {
  std::uint64_t id = 0;  // unique, unlike the number of the descriptor
  std::string received;
};

struct Due {
  Clock::time_point when;
  int socket;
  std::uint64_t id;
};

class Server {
 public:
  explicit Server(std::chrono::milliseconds delay) : delay_(delay) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address),
             sizeof(address)) != 0 ||
        listen(listener_, 4096) != 0) {
      std::perror("delay_server");
      std::exit(1);
    }
    watch(listener_);
    watch(STDIN_FILENO);
  }

  int port() const {
    sockaddr_in address{};
    socklen_t size = sizeof(address);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
  }

  void run() {
    std::array<epoll_event, 256> events{};
    while (true) {
      const int count = epoll_wait(
          epoll_, events.data(), static_cast<int>(events.size()), until_due());
      for (int i = 0; i < count; ++i) {
        const int ready = events.at(static_cast<std::size_t>(i)).data.fd;
        if (ready == STDIN_FILENO) return;
        if (ready == listener_)
          accept_all();
        else
          receive(ready);
      }
      answer_due();
    }
  }

 private:
  void watch(int descriptor) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = descriptor;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event);
  }

  // Returns the time until the next response is due. All requests have the same
  // delay, so they are due in the order of their arrival.
  int until_due() const {
    if (due_.empty()) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(
        due_.front().when - Clock::now());
    return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
  }

  void accept_all() {
    while (true) {
      const int socket = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK);
      if (socket < 0) return;
      const int on = 1;
      setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
      connections_[socket] = {++last_id_, {}};
      watch(socket);
    }
  }

  void receive(int socket) {
    std::array<char, 8192> buffer;
    const ssize_t size = recv(socket, buffer.data(), buffer.size(), 0);
    if (size <= 0) {
      connections_.erase(socket);
      close(socket);
      return;
    }
    Connection& connection = connections_[socket];
    std::string& received = connection.received;
    received.append(buffer.data(), static_cast<std::size_t>(size));
    for (auto end = received.find("\r\n\r\n"); end != std::string::npos;
         end = received.find("\r\n\r\n")) {
      take(socket, connection.id, std::string_view(received).substr(0, end));
      received.erase(0, end + 4);
    }
  }

  void take(int socket, std::uint64_t id, std::string_view request) {
    if (request.starts_with("GET /served "))
      answer(socket, response_with(std::to_string(served_)));
    else
      due_.push_back({Clock::now() + delay_, socket, id});
  }

  void answer_due() {
    const auto now = Clock::now();
    for (; !due_.empty() && due_.front().when <= now; due_.pop_front()) {
      const auto found = connections_.find(due_.front().socket);
      if (found == connections_.end() || found->second.id != due_.front().id)
        continue;
      answer(due_.front().socket, page_);
      ++served_;
    }
  }

  static void answer(int socket, std::string_view response) {
    // A small response always fits into the empty buffer of a loopback socket.
    (void)send(socket, response.data(), response.size(), MSG_NOSIGNAL);
  }

  std::chrono::milliseconds delay_;
  int epoll_ = epoll_create1(EPOLL_CLOEXEC);
  int listener_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  std::string page_ = response_with(std::string(1024, 'x'));
  std::unordered_map<int, Connection> connections_;
  std::deque<Due> due_;
  std::uint64_t last_id_ = 0;
  std::uint64_t served_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: delay_server MILLISECONDS\n", stderr);
    return 2;
  }
  Server server{std::chrono::milliseconds(std::atoi(argv[1]))};
  std::printf("%d\n", server.port());
  std::fflush(stdout);
  server.run();
  return 0;
}
