#pragma once
/// Sockets of TCP, UDP and Unix whose functions block the calling fiber only.
///
///   gfetch::net::Socket server = gfetch::net::listen_on(
///       gfetch::net::SocketAddress::loopback(0));
///   auto serving = gfetch::spawn([&] {
///     gfetch::net::Socket peer = server.accept();
///     peer.send_all({"hello", " ", "world\n"});
///   });
///   gfetch::net::Socket client =
///       gfetch::net::create_connection(server.local_address());
///   client.timeout(5s);
///   std::array<char, 100> buffer{};
///   const std::size_t got = client.receive(buffer);
///
/// Each function first tries, and waits only if it must: a call that can be
/// served at once lets no other fiber run. stream.h has the rules for limits,
/// for two fibers and for closing. Failures are exceptions: socket_error.h.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "gfetch/fiber/wait_limit.h"
#include "gfetch/net/address.h"
#include "gfetch/net/socket_address.h"
#include "gfetch/net/socket_error.h"
#include "gfetch/net/stream.h"

namespace gfetch::detail {
class Deadline;
}

namespace gfetch::net {

class Resolver;

enum class SocketType { kStream, kDatagram };

/// What receive_from() received.
struct Datagram {
  std::size_t size = 0;    ///< bytes that were written to the buffer
  SocketAddress from;      ///< the sender
  bool truncated = false;  ///< it was longer than the buffer: the rest is lost
};

class Socket final : public Stream {
 public:
  /// Constructs a closed socket: each use fails with EBADF.
  Socket() noexcept;
  /// Opens a socket. Throws SocketError (EMFILE, ENFILE).
  Socket(SocketFamily family, SocketType type);
  /// Takes over the open descriptor `fd` of a socket, and makes it
  /// non-blocking. Throws SocketError if it is none; `fd` stays open then.
  static Socket adopt(int fd);
  Socket(Socket&&) noexcept;
  Socket& operator=(Socket&&) noexcept;
  ~Socket() override;

  using Stream::receive;
  using Stream::send;
  using Stream::send_all;
  using Stream::send_file;
  std::size_t receive(std::span<char> into, const WaitLimit& limit) override;
  [[nodiscard]] bool wait_to_receive(const WaitLimit& limit) override;
  std::size_t send(std::string_view data, const WaitLimit& limit) override;
  void send_all(std::span<const std::string_view> parts,
                const WaitLimit& limit) override;
  std::uint64_t send_file(int file, std::uint64_t offset, std::uint64_t count,
                          const WaitLimit& limit) override;
  void end_sending() override { shutdown(Half::kWrite); }
  void close() noexcept override;
  bool closed() const noexcept override { return state_ == nullptr; }
  Socket& socket() noexcept override { return *this; }

  /// Connects to `address`. For a datagram socket, sets the peer to which
  /// send() sends and from which receive() receives. Throws SocketError
  /// (ECONNREFUSED, ENETUNREACH), and SocketTimeout. A socket whose connect()
  /// failed is of no more use but to close.
  /// Blocks the calling fiber until the peer has answered.
  void connect(const SocketAddress& address) {
    connect(address, WaitLimit(timeout()));
  }
  void connect(const SocketAddress& address, const WaitLimit& limit);

  /// Gives the socket its own address. Throws SocketError (EADDRINUSE, EACCES).
  void bind(const SocketAddress& address);
  /// Lets clients connect; `backlog` connections may wait for accept().
  void listen(int backlog = 128);
  /// Takes the next connection, and stores its peer in `peer` unless that is
  /// null. Throws SocketError: EMFILE and ENFILE leave the connection in the
  /// queue; ECONNABORTED is a client that is gone already.
  /// Blocks the calling fiber while there is no connection.
  Socket accept(SocketAddress* peer = nullptr) {
    return accept(peer, WaitLimit(timeout()));
  }
  Socket accept(SocketAddress* peer, const WaitLimit& limit);
  /// Takes the next connection if there is one; a closed Socket otherwise.
  Socket try_accept(SocketAddress* peer = nullptr);

  /// Sends `data` as one datagram to `to`. Throws SocketError (EMSGSIZE: it is
  /// too long).
  /// Blocks the calling fiber while the kernel's buffer is full.
  void send_to(std::string_view data, const SocketAddress& to) {
    send_to(data, to, WaitLimit(timeout()));
  }
  void send_to(std::string_view data, const SocketAddress& to,
               const WaitLimit& limit);
  /// Receives one datagram.
  /// Blocks the calling fiber until one has arrived.
  Datagram receive_from(std::span<char> into) {
    return receive_from(into, WaitLimit(timeout()));
  }
  Datagram receive_from(std::span<char> into, const WaitLimit& limit);

  /// Ends one half of a connection, or both, for all processes that have it.
  /// After kRead, receive() returns 0. A receive() that waits is woken.
  void shutdown(Half half);

  /// One try, without a wait: the number of bytes, as of receive() and send(),
  /// or -1 if the call would have to wait. For protocols on top of a socket.
  std::ptrdiff_t try_receive(std::span<char> into);
  std::ptrdiff_t try_receive_from(std::span<char> into, SocketAddress& from);
  std::ptrdiff_t try_send(std::string_view data);
  /// Waits until try_send() would send something. Returns false if `limit`
  /// expired first.
  /// Blocks the calling fiber while the kernel's buffer is full.
  [[nodiscard]] bool wait_to_send(const WaitLimit& limit);

  /// The addresses of both ends. peer_address() throws SocketError (ENOTCONN)
  /// where there is no other end.
  SocketAddress local_address() const;
  SocketAddress peer_address() const;

  /// Options, as in socket(7), tcp(7) and ipv6(7). no_delay: small pieces are
  /// sent at once. The kernel may give buffers more bytes than asked for.
  void no_delay(bool on);
  void reuse_address(bool on);
  void reuse_port(bool on);
  void keep_alive(bool on);
  void broadcast(bool on);
  void only_ipv6(bool on);
  void send_buffer(int bytes);
  void receive_buffer(int bytes);
  /// Any other option whose value is an int.
  void option(int level, int name, int value);
  int option(int level, int name) const;
  /// The failure that waits at the socket (SO_ERROR), which this takes away; 0:
  /// none.
  int take_error();

  /// The descriptor; -1 when closed. It is non-blocking, and belongs to the
  /// Socket.
  int fd() const noexcept;
  /// Gives the descriptor up without closing it. Waits of other fibers end with
  /// EBADF.
  int release() noexcept;

 private:
  class State;
  friend std::pair<Socket, Socket> socket_pair(SocketType type);

  explicit Socket(std::unique_ptr<State> state) noexcept;
  State& open_state() const;
  int connect_again(const SocketAddress& address, const std::string& what,
                    const detail::Deadline& deadline);

  std::unique_ptr<State> state_;  // null: closed
};

/// Two Unix sockets that are connected with each other. Throws SocketError
/// (EMFILE).
std::pair<Socket, Socket> socket_pair(SocketType type = SocketType::kStream);

struct ListenOptions {
  int backlog = 128;        ///< connections that may wait for accept()
  bool reuse_port = false;  ///< several processes or hubs share the port
  /// A Unix path at which no process listens any more is removed first.
  bool remove_stale_path = true;
};

/// Returns a socket that listens on `address`. The port 0 is a free one, which
/// local_address() tells. Throws SocketError (EADDRINUSE, EACCES).
Socket listen_on(const SocketAddress& address,
                 const ListenOptions& options = {});

struct ConnectOptions {
  AddressFamily family = AddressFamily::kAny;
  /// The own address of the connection, with the port 0 unless a certain port
  /// is needed. Only addresses of its family are tried.
  std::optional<SocketAddress> local = {};
  /// The time after which the next address is tried although the one before has
  /// not failed (RFC 8305, 5: Connection Attempt Delay).
  Duration attempt_delay = std::chrono::milliseconds(250);
};

/// Connects to the addresses of `host` by RFC 8305 (Happy Eyeballs): IPv6 and
/// IPv4 in turn, one after the other at a distance of attempt_delay, or at once
/// when the one before has failed; the first that answers is taken, and the
/// others are closed. `limit` includes the look-up of the name. Throws
/// SocketError with the failure of the first address if all failed; of a name
/// that cannot be resolved EHOSTUNREACH, with the resolver's sentence; and
/// SocketTimeout. Nothing is left open then, nor after a kill.
/// Blocks the calling fiber.
Socket create_connection(Resolver& resolver, std::string_view host,
                         std::uint16_t port, const WaitLimit& limit = {},
                         const ConnectOptions& options = {});
/// Connects to the first of `addresses` that answers, in the same way but in
/// the order in which they are given. Throws std::invalid_argument if there is
/// none.
/// Blocks the calling fiber.
Socket create_connection(std::span<const SocketAddress> addresses,
                         const WaitLimit& limit = {},
                         const ConnectOptions& options = {});
/// Connects to one address.
/// Blocks the calling fiber.
Socket create_connection(const SocketAddress& address,
                         const WaitLimit& limit = {});

}  // namespace gfetch::net
