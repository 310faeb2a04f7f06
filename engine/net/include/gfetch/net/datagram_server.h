#pragma once
/// A server of UDP or of Unix datagram sockets, with a fiber for each datagram.
///
///   gfetch::net::DatagramServer server(
///       gfetch::net::SocketAddress::loopback(0),
///       [&](const std::string& data, const gfetch::net::SocketAddress& from) {
///         server.send_to("got " + data, from);
///       });
///   server.run();
///
/// Datagrams that come while all handlers run wait in the kernel's buffer; when
/// that is full, the kernel drops them.

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "gfetch/fiber/semaphore.h"
#include "gfetch/net/server.h"
#include "gfetch/net/socket.h"

namespace gfetch::net {

class DatagramServer : public Server {
 public:
  using Handler =
      std::function<void(std::string data, const SocketAddress& from)>;

  DatagramServer(const SocketAddress& address, Handler handler,
                 const ServerOptions& options = {});
  /// Constructs a server on a socket that is bound already.
  DatagramServer(Socket bound, Handler handler,
                 const ServerOptions& options = {});
  /// Stops the server and kills the handlers that run.
  /// Blocks the calling fiber while handlers unwind.
  ~DatagramServer() override;

  /// Sends `data` to `to` from the server's address. Several fibers may send:
  /// they take turns. Throws SocketError; EBADF when the server is stopped.
  /// Blocks the calling fiber while the kernel's buffer is full.
  void send_to(std::string_view data, const SocketAddress& to,
               const WaitLimit& limit = {});

 private:
  Socket open(const SocketAddress& address,
              const ListenOptions& options) override;
  bool serve_one() override;

  std::shared_ptr<const Handler> handler_;
  std::size_t most_bytes_;
  std::string buffer_;
  Semaphore sending_{1};
};

}  // namespace gfetch::net
