#include "tests/support/socks_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <list>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "tests/support/endpoint.h"

namespace gfetch::test {
namespace {

constexpr int kLookForTheEnd = 50;  // milliseconds between checks for the end

/// Reads `count` bytes; nothing if the client closes the connection earlier.
std::optional<std::string> take(int fd, std::size_t count) {
  std::string bytes(count, '\0');
  for (std::size_t got = 0; got < count;) {
    const ssize_t more = recv(fd, bytes.data() + got, count - got, 0);
    if (more <= 0) return std::nullopt;
    got += static_cast<std::size_t>(more);
  }
  return bytes;
}

void say(int fd, std::string_view bytes) {
  [[maybe_unused]] const ssize_t sent =
      send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

/// Reads a byte with a length, and then a text of that length.
std::optional<std::string> take_text(int fd) {
  const auto length = take(fd, 1);
  if (!length) return std::nullopt;
  return take(fd, static_cast<unsigned char>(length->front()));
}

Descriptor connect_to(std::uint16_t port) {
  Descriptor server(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(port);
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const void* const address = &name;
  if (connect(server.get(), static_cast<const sockaddr*>(address),
              sizeof name) != 0) {
    server.reset();
  }
  return server;
}

/// Forwards the available bytes. Returns false when one side has closed the
/// connection.
bool relay(int from, int to) {
  std::array<char, 65536> block;
  const ssize_t got = recv(from, block.data(), block.size(), 0);
  if (got <= 0) return false;
  say(to, {block.data(), static_cast<std::size_t>(got)});
  return true;
}

}  // namespace

class SocksServer::Machinery {
 public:
  Machinery(std::uint16_t port, std::string login)
      : port_(port),
        login_(std::move(login)),
        listener_(listen_on({})),
        acceptor_([this](const std::stop_token& stop) { accept_all(stop); }) {}

  std::string address() const { return bound_endpoint(listener_.get()).text(); }

  std::vector<SocksRequest> seen() const {
    const std::scoped_lock lock(mutex_);
    return seen_;
  }

 private:
  void accept_all(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      pollfd ready{listener_.get(), POLLIN, 0};
      if (poll(&ready, 1, kLookForTheEnd) <= 0) continue;
      const int fd = accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) continue;
      clients_.emplace_back(
          [this, client = Descriptor(fd)](const std::stop_token& end) mutable {
            const Descriptor mine = std::move(client);
            serve(mine.get(), end);
          });
    }
  }

  void serve(int client, const std::stop_token& stop) {
    SocksRequest request;
    if (!greet(client, request) || !take_target(client, request)) return;
    {
      const std::scoped_lock lock(mutex_);
      seen_.push_back(request);
    }
    const Descriptor server = connect_to(port_);
    say(client, std::string(server ? "\5\0\0\1" : "\5\5\0\1", 4) +
                    std::string(6, '\0'));
    if (!server) return;
    while (!stop.stop_requested()) {
      std::array<pollfd, 2> ready{
          {{client, POLLIN, 0}, {server.get(), POLLIN, 0}}};
      if (poll(ready.data(), ready.size(), kLookForTheEnd) < 0) return;
      if (ready[0].revents != 0 && !relay(client, server.get())) return;
      if (ready[1].revents != 0 && !relay(server.get(), client)) return;
    }
  }

  /// Negotiates the SOCKS authentication method and reads the login (RFC 1929).
  bool greet(int client, SocksRequest& request) {
    if (!take(client, 1)) return false;
    const auto offered = take_text(client);
    if (!offered) return false;
    const char wanted = login_.empty() ? '\0' : '\2';
    const bool agreed = offered->find(wanted) != offered->npos;
    say(client, std::string{'\5', agreed ? wanted : '\xff'});
    if (!agreed || login_.empty()) return agreed;
    if (!take(client, 1)) return false;
    const auto user = take_text(client);
    const auto password = take_text(client);
    if (!user || !password) return false;
    request.login = *user + ":" + *password;
    const bool right = request.login == login_;
    say(client, std::string{'\1', right ? '\0' : '\1'});
    return right;
  }

  static bool take_target(int client, SocksRequest& request) {
    const auto head = take(client, 4);
    if (!head) return false;
    const char kind = head->back();
    std::optional<std::string> host;
    if (kind == '\3') {
      host = take_text(client);
    } else {
      host = take(client, kind == '\4' ? 16 : 4);
      if (!host) return false;
      std::array<char, INET6_ADDRSTRLEN> text{};
      inet_ntop(kind == '\4' ? AF_INET6 : AF_INET, host->data(), text.data(),
                text.size());
      host = text.data();
    }
    const auto port = take(client, 2);
    if (!host || !port) return false;
    const int number = static_cast<unsigned char>(port->at(0)) * 256 +
                       static_cast<unsigned char>(port->at(1));
    request.target = (kind == '\3' ? "name " : "address ") + *host + ":" +
                     std::to_string(number);
    return true;
  }

  std::uint16_t port_;
  std::string login_;
  Descriptor listener_;
  mutable std::mutex mutex_;
  std::vector<SocksRequest> seen_;
  std::list<std::jthread> clients_;
  std::jthread acceptor_;  // declared last: must end before the clients
};

SocksServer::SocksServer(std::uint16_t port, std::string login)
    : machinery_(std::make_unique<Machinery>(port, std::move(login))) {}

SocksServer::~SocksServer() = default;

std::string SocksServer::address() const {
  return machinery_->address();
}

std::vector<SocksRequest> SocksServer::seen() const {
  return machinery_->seen();
}

}  // namespace gfetch::test
