#pragma once
/// A server of TCP or of Unix stream sockets, with a fiber for each connection.
///
///   gfetch::net::StreamServer server(
///       gfetch::net::SocketAddress::loopback(0),
///       [](gfetch::net::Stream& peer, const gfetch::net::SocketAddress&) {
///         gfetch::net::BufferedReader reader(peer);
///         while (auto line = reader.read_line(1000)) {
///           peer.send_all({*line, "\n"});
///         }
///       });
///   server.run();  // until another fiber calls server.stop()
///
/// The connection is closed when the handler returns. A handler's exception
/// ends that connection alone; it is reported as one of any fiber is that
/// nobody observes (Hub::on_error).
///
/// For TLS, ServerOptions::wrap makes a stream of each socket, such as
/// tls_server(context) of gfetch/tls/tls_socket.h.

#include <functional>
#include <memory>

#include "gfetch/net/server.h"
#include "gfetch/net/socket.h"
#include "gfetch/net/stream.h"

namespace gfetch::net {

class StreamServer : public Server {
 public:
  using Handler =
      std::function<void(Stream& peer, const SocketAddress& address)>;

  /// Constructs a server that listens on `address` after start().
  StreamServer(const SocketAddress& address, Handler handler,
               const ServerOptions& options = {});
  /// Constructs a server on a socket that listens already.
  StreamServer(Socket listening, Handler handler,
               const ServerOptions& options = {});
  /// Stops the server and kills the handlers that run.
  /// Blocks the calling fiber while handlers unwind.
  ~StreamServer() override;

 private:
  Socket open(const SocketAddress& address,
              const ListenOptions& options) override;
  bool serve_one() override;

  struct Service;

  std::shared_ptr<Service> service_;
  bool no_delay_;
};

}  // namespace gfetch::net
