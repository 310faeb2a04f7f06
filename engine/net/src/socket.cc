#include "gfetch/net/socket.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <utility>

#include "gfetch/fiber/detail/home.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/io.h"
#include "socket_wait.h"

namespace gfetch::net {
namespace {

int kernel_family(SocketFamily family) {
  switch (family) {
    case SocketFamily::kIpv4:
      return AF_INET;
    case SocketFamily::kIpv6:
      return AF_INET6;
    case SocketFamily::kUnix:
      break;
  }
  return AF_UNIX;
}

int kernel_type(SocketType type) {
  const int kind = type == SocketType::kStream ? SOCK_STREAM : SOCK_DGRAM;
  return kind | SOCK_NONBLOCK | SOCK_CLOEXEC;
}

const sockaddr* kernel_address(const SocketAddress& address) {
  return static_cast<const sockaddr*>(address.data());
}

socklen_t kernel_size(const SocketAddress& address) {
  return static_cast<socklen_t>(address.size());
}

/// Calls `call`, a system call with a place for an address and its size, and
/// sets `address` to what it stored there.
template <class Call>
auto with_address(SocketAddress& address, Call call) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  const auto done = call(reinterpret_cast<sockaddr*>(&storage), &size);
  if (done >= 0) address = SocketAddress(&storage, size);
  return done;
}

[[noreturn]] void throw_closed(const char* what) {
  throw SocketError(EBADF, what);
}

/// Throws SocketError with errno if `result` is negative.
int checked(int result, const char* what) {
  if (result < 0) throw SocketError(errno, what);
  return result;
}

/// The parts of a send_all() that are left to send.
class Parts {
 public:
  explicit Parts(std::span<const std::string_view> parts) noexcept
      : parts_(parts) {
    skip_empty();
  }

  bool empty() const noexcept { return parts_.empty(); }

  /// Sends the first parts in one call; returns the number of bytes, or -1.
  ssize_t send(int fd) const noexcept {
    // A single part is cheaper to send without a list.
    if (parts_.size() == 1) {
      const std::string_view part = parts_.front().substr(sent_);
      return ::send(fd, part.data(), part.size(), MSG_NOSIGNAL);
    }
    std::array<iovec, kMost> list;
    const std::size_t count = std::min(parts_.size(), kMost);
    for (std::size_t i = 0; i < count; ++i) {
      const std::string_view part = parts_[i].substr(i == 0 ? sent_ : 0);
      list[i] = {const_cast<char*>(part.data()), part.size()};
    }
    msghdr message{};
    message.msg_iov = list.data();
    message.msg_iovlen = count;
    return sendmsg(fd, &message, MSG_NOSIGNAL);
  }

  void drop(std::size_t count) noexcept {
    sent_ += count;
    skip_empty();
  }

 private:
  static constexpr std::size_t kMost = 32;

  void skip_empty() noexcept {
    while (!parts_.empty() && sent_ >= parts_.front().size()) {
      sent_ -= parts_.front().size();
      parts_ = parts_.subspan(1);
    }
  }

  std::span<const std::string_view> parts_;
  std::size_t sent_ = 0;  // bytes of the first part
};

/// A try of a system call that must not wait: its result, or -1 where it would
/// have to.
template <class Call>
std::ptrdiff_t try_once(const char* what, Call call) {
  ssize_t done = 0;
  do {
    done = call();
  } while (done < 0 && errno == EINTR);
  if (done < 0 && errno != EAGAIN) throw SocketError(errno, what);
  return done;
}

/// True if poll(2) reports one of `events`, or a failure, at once.
bool is_ready(int fd, short events) {
  pollfd one = {fd, events, 0};
  return poll(&one, 1, 0) > 0;
}

}  // namespace

class Socket::State {
 public:
  explicit State(int its_fd) noexcept : fd(its_fd) {}
  ~State() {
    end_waits();
    if (fd >= 0) ::close(fd);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void end_waits() noexcept {
    reading.close();
    writing.close();
  }

  int fd;
  detail::Home home;
  Direction reading{detail::kReadable};
  Direction writing{detail::kWritable};
  bool emptied = false;  // the last receive() got less than it asked for
};

Socket::Socket() noexcept = default;

Socket::Socket(std::unique_ptr<State> state) noexcept
    : state_(std::move(state)) {}

Socket::Socket(SocketFamily family, SocketType type)
    : state_(std::make_unique<State>(-1)) {
  state_->fd =
      checked(::socket(kernel_family(family), kernel_type(type), 0), "socket");
}

Socket Socket::adopt(int fd) {
  int type = 0;
  socklen_t size = sizeof type;
  checked(getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size), "adopt");
  auto state = std::make_unique<State>(-1);
  make_nonblocking(fd);
  state->fd = fd;
  return Socket(std::move(state));
}

Socket::Socket(Socket&&) noexcept = default;

Socket& Socket::operator=(Socket&&) noexcept = default;

Socket::~Socket() = default;

Socket::State& Socket::open_state() const {
  if (state_ == nullptr) throw_closed("socket");
  state_->home.check("socket");
  return *state_;
}

void Socket::close() noexcept {
  // The waits that this ends find the Socket closed.
  const std::unique_ptr<State> ended = std::move(state_);
}

int Socket::fd() const noexcept {
  return state_ == nullptr ? -1 : state_->fd;
}

int Socket::release() noexcept {
  const std::unique_ptr<State> ended = std::move(state_);
  if (ended == nullptr) return -1;
  ended->end_waits();
  return std::exchange(ended->fd, -1);
}

// --- receiving ---------------------------------------------------------------

std::size_t Socket::receive(std::span<char> into, const WaitLimit& limit) {
  State& state = open_state();
  if (into.empty()) return 0;
  state.emptied = false;
  const auto got = static_cast<std::size_t>(state.reading.retry(
      state.fd, "receive", limit,
      [fd = state.fd, into] { return recv(fd, into.data(), into.size(), 0); }));
  state.emptied = got > 0 && got < into.size();
  return got;
}

std::ptrdiff_t Socket::try_receive(std::span<char> into) {
  const State& state = open_state();
  state.reading.check_free("receive");
  return try_once("receive",
                  [&] { return recv(state.fd, into.data(), into.size(), 0); });
}

bool Socket::wait_to_receive(const WaitLimit& limit) {
  State& state = open_state();
  state.reading.check_free("wait_to_receive");
  // What has arrived since then, the loop finds as well.
  if (!state.emptied && is_ready(state.fd, POLLIN | POLLRDHUP)) return true;
  return state.reading.wait(state.fd, "wait_to_receive", limit);
}

Datagram Socket::receive_from(std::span<char> into, const WaitLimit& limit) {
  State& state = open_state();
  Datagram datagram;
  const ssize_t size = state.reading.retry(
      state.fd, "receive_from", limit, [&datagram, into, fd = state.fd] {
        return with_address(datagram.from,
                            [&](sockaddr* from, socklen_t* from_size) {
                              return recvfrom(fd, into.data(), into.size(),
                                              MSG_TRUNC, from, from_size);
                            });
      });
  datagram.size = std::min(static_cast<std::size_t>(size), into.size());
  datagram.truncated = static_cast<std::size_t>(size) > into.size();
  return datagram;
}

std::ptrdiff_t Socket::try_receive_from(std::span<char> into,
                                        SocketAddress& from) {
  const State& state = open_state();
  state.reading.check_free("receive_from");
  return try_once("receive_from", [&] {
    return with_address(from, [&](sockaddr* place, socklen_t* size) {
      return recvfrom(state.fd, into.data(), into.size(), 0, place, size);
    });
  });
}

// --- sending -----------------------------------------------------------------

std::size_t Socket::send(std::string_view data, const WaitLimit& limit) {
  State& state = open_state();
  return static_cast<std::size_t>(
      state.writing.retry(state.fd, "send", limit, [fd = state.fd, data] {
        return ::send(fd, data.data(), data.size(), MSG_NOSIGNAL);
      }));
}

std::ptrdiff_t Socket::try_send(std::string_view data) {
  const State& state = open_state();
  state.writing.check_free("send");
  return try_once("send", [&] {
    return ::send(state.fd, data.data(), data.size(), MSG_NOSIGNAL);
  });
}

bool Socket::wait_to_send(const WaitLimit& limit) {
  State& state = open_state();
  state.writing.check_free("wait_to_send");
  if (is_ready(state.fd, POLLOUT)) return true;
  return state.writing.wait(state.fd, "wait_to_send", limit);
}

// After a wait another fiber may have closed the Socket and freed `state`; then
// retry() throws.
void Socket::send_all(std::span<const std::string_view> parts,
                      const WaitLimit& limit) {
  State& state = open_state();
  const detail::Deadline deadline(limit);
  Parts left(parts);
  while (!left.empty()) {
    const ssize_t sent =
        state.writing.retry(state.fd, "send_all", deadline.left(),
                            [&left, fd = state.fd] { return left.send(fd); });
    left.drop(static_cast<std::size_t>(sent));
  }
}

void Socket::send_to(std::string_view data, const SocketAddress& to,
                     const WaitLimit& limit) {
  State& state = open_state();
  state.writing.retry(state.fd, "send_to", limit, [&, fd = state.fd] {
    return sendto(fd, data.data(), data.size(), MSG_NOSIGNAL,
                  kernel_address(to), kernel_size(to));
  });
}

std::uint64_t Socket::send_file(int file, std::uint64_t offset,
                                std::uint64_t count, const WaitLimit& limit) {
  // The kernel sends at most 2 GiB in a call.
  constexpr std::uint64_t kMost = std::uint64_t{1} << 30;
  State& state = open_state();
  const detail::Deadline deadline(limit);
  std::uint64_t sent = 0;
  while (sent < count) {
    auto from = static_cast<off_t>(offset + sent);
    const ssize_t piece = state.writing.retry(
        state.fd, "send_file", deadline.left(),
        [&, fd = state.fd]() -> ssize_t {
          return sendfile(fd, file, &from, std::min(count - sent, kMost));
        });
    if (piece == 0) break;
    sent += static_cast<std::uint64_t>(piece);
  }
  return sent;
}

void Socket::shutdown(Half half) {
  const State& state = open_state();
  const int how = half == Half::kRead    ? SHUT_RD
                  : half == Half::kWrite ? SHUT_WR
                                         : SHUT_RDWR;
  checked(::shutdown(state.fd, how), "shutdown");
}

// --- connecting --------------------------------------------------------------

namespace {

/// Begins to connect; returns 0, or an errno.
int begin_to_connect(int fd, const SocketAddress& address) {
  if (::connect(fd, kernel_address(address), kernel_size(address)) == 0) {
    return 0;
  }
  return errno;
}

}  // namespace

// The kernel tells nobody when a Unix socket with a full queue has room again.
int Socket::connect_again(const SocketAddress& address, const std::string& what,
                          const detail::Deadline& deadline) {
  constexpr Duration kLongest = std::chrono::milliseconds(50);
  State& state = *state_;
  const int fd = state.fd;
  int error = EAGAIN;
  for (Duration time = std::chrono::milliseconds(1); error == EAGAIN;
       time = std::min(2 * time, kLongest)) {
    if (!state.writing.pause(time, "connect", deadline.left())) {
      throw SocketTimeout(what);
    }
    error = begin_to_connect(fd, address);
  }
  return error;
}

void Socket::connect(const SocketAddress& address, const WaitLimit& limit) {
  State& state = open_state();
  const std::string what = "connect to " + to_string(address);
  state.writing.check_free("connect");
  const detail::Deadline deadline(limit);
  int error = begin_to_connect(state.fd, address);
  if (error == EAGAIN) error = connect_again(address, what, deadline);
  if (error == EINPROGRESS || error == EINTR) {
    if (!state.writing.wait(state.fd, "connect", deadline.left())) {
      throw SocketTimeout(what);
    }
    error = take_error();
  }
  if (error != 0) throw SocketError(error, what);
}

void Socket::bind(const SocketAddress& address) {
  const State& state = open_state();
  if (::bind(state.fd, kernel_address(address), kernel_size(address)) < 0) {
    throw SocketError(errno, "bind to " + to_string(address));
  }
}

void Socket::listen(int backlog) {
  checked(::listen(open_state().fd, backlog), "listen");
}

Socket Socket::accept(SocketAddress* peer, const WaitLimit& limit) {
  State& state = open_state();
  auto accepted = std::make_unique<State>(-1);
  SocketAddress address;
  accepted->fd = static_cast<int>(state.reading.retry(
      state.fd, "accept", limit, [&address, fd = state.fd]() -> ssize_t {
        return with_address(address, [&](sockaddr* from, socklen_t* size) {
          return accept4(fd, from, size, SOCK_NONBLOCK | SOCK_CLOEXEC);
        });
      }));
  if (peer != nullptr) *peer = address;
  return Socket(std::move(accepted));
}

Socket Socket::try_accept(SocketAddress* peer) {
  const State& state = open_state();
  state.reading.check_free("accept");
  auto accepted = std::make_unique<State>(-1);
  SocketAddress address;
  accepted->fd = static_cast<int>(try_once("accept", [&]() -> ssize_t {
    return with_address(address, [&](sockaddr* from, socklen_t* size) {
      return accept4(state.fd, from, size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    });
  }));
  if (accepted->fd < 0) return Socket();
  if (peer != nullptr) *peer = address;
  return Socket(std::move(accepted));
}

std::pair<Socket, Socket> socket_pair(SocketType type) {
  std::array<int, 2> ends{};
  auto first = std::make_unique<Socket::State>(-1);
  auto second = std::make_unique<Socket::State>(-1);
  checked(::socketpair(AF_UNIX, kernel_type(type), 0, ends.data()),
          "socket_pair");
  first->fd = ends[0];
  second->fd = ends[1];
  return {Socket(std::move(first)), Socket(std::move(second))};
}

// --- addresses and options ---------------------------------------------------

SocketAddress Socket::local_address() const {
  const State& state = open_state();
  SocketAddress address;
  checked(with_address(address,
                       [&](sockaddr* place, socklen_t* size) {
                         return getsockname(state.fd, place, size);
                       }),
          "local_address");
  return address;
}

SocketAddress Socket::peer_address() const {
  const State& state = open_state();
  SocketAddress address;
  checked(with_address(address,
                       [&](sockaddr* place, socklen_t* size) {
                         return getpeername(state.fd, place, size);
                       }),
          "peer_address");
  return address;
}

void Socket::option(int level, int name, int value) {
  checked(setsockopt(open_state().fd, level, name, &value, sizeof value),
          "option");
}

int Socket::option(int level, int name) const {
  int value = 0;
  socklen_t size = sizeof value;
  checked(getsockopt(open_state().fd, level, name, &value, &size), "option");
  return value;
}

void Socket::no_delay(bool on) {
  option(IPPROTO_TCP, TCP_NODELAY, on ? 1 : 0);
}

void Socket::reuse_address(bool on) {
  option(SOL_SOCKET, SO_REUSEADDR, on ? 1 : 0);
}

void Socket::reuse_port(bool on) {
  option(SOL_SOCKET, SO_REUSEPORT, on ? 1 : 0);
}

void Socket::keep_alive(bool on) {
  option(SOL_SOCKET, SO_KEEPALIVE, on ? 1 : 0);
}

void Socket::broadcast(bool on) {
  option(SOL_SOCKET, SO_BROADCAST, on ? 1 : 0);
}

void Socket::only_ipv6(bool on) {
  option(IPPROTO_IPV6, IPV6_V6ONLY, on ? 1 : 0);
}

void Socket::send_buffer(int bytes) {
  option(SOL_SOCKET, SO_SNDBUF, bytes);
}

void Socket::receive_buffer(int bytes) {
  option(SOL_SOCKET, SO_RCVBUF, bytes);
}

int Socket::take_error() {
  return option(SOL_SOCKET, SO_ERROR);
}

}  // namespace gfetch::net
