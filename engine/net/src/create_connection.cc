#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "gfetch/fiber/detail/deadline.h"
#include "gfetch/fiber/detail/io_watcher.h"
#include "gfetch/fiber/detail/waiter.h"
#include "gfetch/fiber/detail/watcher.h"
#include "gfetch/net/resolver.h"
#include "gfetch/net/socket.h"

namespace gfetch::net {
namespace {

void wake(void* waiter) noexcept {
  static_cast<detail::Waiter*>(waiter)->wake();
}

/// One address that is being connected to. The socket outlives its watcher.
struct Attempt {
  Attempt(const SocketAddress& its_address, detail::Waiter& waiter)
      : address(its_address),
        socket(its_address.family(), SocketType::kStream),
        watcher(
            socket.fd(), [](void* self, int) noexcept { wake(self); },
            &waiter) {}

  /// Begins to connect. Returns 0 if it is connected at once, or an errno.
  int begin() {
    if (::connect(socket.fd(), static_cast<const sockaddr*>(address.data()),
                  static_cast<socklen_t>(address.size())) == 0) {
      return 0;
    }
    if (errno == EINPROGRESS || errno == EINTR) {
      watcher.watch(detail::kWritable);
      return EINPROGRESS;
    }
    return errno;
  }

  SocketAddress address;
  Socket socket;
  detail::IoWatcher watcher;
};

SocketError failure_of(const SocketAddress& address, int error) {
  return {error, "connect to " + to_string(address)};
}

/// The connections that are tried at the same time (RFC 8305, section 5). All
/// run in the calling fiber: one waiter is woken by each of them, and by the
/// timer of the next.
class Race {
 public:
  Race(std::span<const SocketAddress> addresses, const ConnectOptions& options)
      : left_(addresses.begin(), addresses.end()), options_(options) {}

  /// Returns the first that connects.
  /// Blocks the calling fiber.
  Socket run(const WaitLimit& limit) {
    const detail::Deadline deadline(limit);
    const SocketAddress first = left_.front();
    while (true) {
      if (!next_.active()) begin_next();
      settle();
      if (connected_) return std::move(*connected_);
      if (running_.empty() && left_.empty()) throw *failure_;
      // One that failed makes way for the next at once.
      if (!next_.active() && !left_.empty()) continue;
      if (!waiter_.wait(deadline.left())) {
        throw SocketTimeout("connect to " + to_string(first));
      }
    }
  }

 private:
  /// Begins with the next address that does not fail at once.
  void begin_next() {
    bool runs = false;
    while (!runs && !connected_ && !left_.empty()) {
      const SocketAddress address = left_.front();
      left_.pop_front();
      runs = begin(address);
    }
    if (runs && !left_.empty()) next_.start(options_.attempt_delay);
  }

  /// Returns true if the attempt runs.
  bool begin(const SocketAddress& address) {
    const std::size_t before = running_.size();
    try {
      auto attempt = std::make_unique<Attempt>(address, waiter_);
      if (options_.local) attempt->socket.bind(*options_.local);
      conclude(std::move(attempt), [](Attempt& one) { return one.begin(); });
    } catch (const SocketError& error) {
      failed(error);
    }
    return running_.size() > before;
  }

  /// Judges an attempt by the errno that `ask` returns.
  template <class Ask>
  void conclude(std::unique_ptr<Attempt> attempt, Ask ask) {
    const int error = ask(*attempt);
    if (error == EINPROGRESS) {
      running_.push_back(std::move(attempt));
    } else if (error != 0) {
      failed(failure_of(attempt->address, error));
    } else if (!connected_) {
      attempt->watcher.watch(0);
      connected_ = std::move(attempt->socket);
    }
  }

  /// Takes out the attempts that have ended.
  void settle() {
    const std::size_t before = running_.size();
    std::vector<std::unique_ptr<Attempt>> asked;
    asked.swap(running_);
    for (auto& attempt : asked) {
      conclude(std::move(attempt), &Race::state_of);
    }
    if (running_.size() < before) next_.stop();
  }

  /// The errno of an attempt: EINPROGRESS while it runs.
  static int state_of(Attempt& attempt) {
    pollfd one = {attempt.socket.fd(), POLLOUT, 0};
    if (poll(&one, 1, 0) <= 0) return EINPROGRESS;
    return attempt.socket.take_error();
  }

  void failed(const SocketError& error) {
    if (!failure_) failure_ = error;
  }

  std::deque<SocketAddress> left_;
  const ConnectOptions& options_;
  detail::Waiter waiter_{"create_connection"};
  detail::Timer next_{&wake, &waiter_};  // begins the next attempt
  std::vector<std::unique_ptr<Attempt>> running_;
  std::optional<SocketError> failure_;
  std::optional<Socket> connected_;
};

/// Puts the families in turn, beginning with that of the first address (RFC
/// 8305, section 4).
std::vector<SocketAddress> in_turn(const std::vector<IpAddress>& addresses,
                                   std::uint16_t port) {
  std::vector<SocketAddress> same;
  std::vector<SocketAddress> other;
  for (const IpAddress& address : addresses) {
    auto& family = address.is_v6 == addresses.front().is_v6 ? same : other;
    family.emplace_back(address, port);
  }
  std::vector<SocketAddress> mixed;
  for (std::size_t i = 0; i < std::max(same.size(), other.size()); ++i) {
    if (i < same.size()) mixed.push_back(same[i]);
    if (i < other.size()) mixed.push_back(other[i]);
  }
  return mixed;
}

[[noreturn]] void throw_unresolved(std::string_view host, const Error& error) {
  const std::string what =
      "resolve " + std::string(host) + ": " + error.message;
  if (error.kind == ErrorKind::kDnsTimeout) throw SocketTimeout(what);
  const int code = error.system_error != 0 ? error.system_error : EHOSTUNREACH;
  throw SocketError(code, what);
}

AddressFamily family_for(const ConnectOptions& options) {
  if (!options.local) return options.family;
  return options.local->family() == SocketFamily::kIpv6 ? AddressFamily::kIpv6
                                                        : AddressFamily::kIpv4;
}

}  // namespace

Socket create_connection(Resolver& resolver, std::string_view host,
                         std::uint16_t port, const WaitLimit& limit,
                         const ConnectOptions& options) {
  const detail::Deadline deadline(limit);
  const auto addresses = resolver.resolve(host, family_for(options), limit);
  if (!addresses) throw_unresolved(host, addresses.error());
  return create_connection(in_turn(**addresses, port), deadline.left(),
                           options);
}

Socket create_connection(std::span<const SocketAddress> addresses,
                         const WaitLimit& limit,
                         const ConnectOptions& options) {
  if (addresses.empty()) {
    throw std::invalid_argument("create_connection: no address");
  }
  return Race(addresses, options).run(limit);
}

Socket create_connection(const SocketAddress& address, const WaitLimit& limit) {
  Socket socket(address.family(), SocketType::kStream);
  socket.connect(address, limit);
  return socket;
}

}  // namespace gfetch::net
