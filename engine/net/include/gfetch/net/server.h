#pragma once
/// What StreamServer and DatagramServer have in common: how they start, how
/// many handlers they run, and how they stop.
///
///   gfetch::net::StreamServer server(address, handler,
///                                    {.most_handlers = 100});
///   auto on_term = gfetch::on_signal(SIGTERM, [&] { server.stop(10s); });
///   server.run();

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>

#include "gfetch/fiber/event.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/pool.h"
#include "gfetch/fiber/wait_limit.h"
#include "gfetch/net/socket.h"

namespace gfetch::net {

class OwnPath;

/// Makes a stream of an accepted socket, or returns null to let the client go.
/// It is called in the fiber of the connection, and may block.
using StreamWrapper = std::function<std::unique_ptr<Stream>(Socket)>;

struct ServerOptions {
  /// The number of handlers that may run at a time. At that number the server
  /// accepts nothing: what comes waits in the kernel's queue.
  std::size_t most_handlers = 10'000;
  /// The time that stop() gives to the handlers that run.
  Duration stop_limit = std::chrono::seconds(1);
  /// After a failure to accept (no descriptor is left) the server rests, for
  /// `least_rest` first and for twice the time after each further one, at most
  /// for `most_rest`; a success ends the row. gevent: min_delay, max_delay.
  Duration least_rest = std::chrono::milliseconds(10);
  Duration most_rest = std::chrono::seconds(1);
  /// What is accepted without letting other fibers run. gevent: max_accept.
  std::size_t most_accepts = 100;
  /// How the socket is bound; the path of a Unix socket is removed at the end
  /// if it is still this server's.
  ListenOptions listen = {};
  /// Is told of each failure to accept. It must not block. Without it the
  /// first one of a row is reported on stderr.
  std::function<void(const SocketError&)> on_accept_error = {};

  /// Of a StreamServer: whether small pieces are sent at once (TCP), and what
  /// makes a stream of each socket; without it, the handler gets the Socket.
  bool no_delay = true;
  StreamWrapper wrap = {};
  /// Of a DatagramServer: the longest datagram; of longer ones the rest is
  /// lost. The default holds all of UDP.
  std::size_t most_bytes = 65'536;
};

class Server {
 public:
  virtual ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Opens the socket and begins to accept. Throws SocketError (EADDRINUSE).
  /// Does nothing if the server runs. A server that was stopped can start
  /// again, unless it was given an open socket.
  void start();
  /// True between start() and stop().
  bool started() const noexcept { return accepting_.has_value(); }

  /// Closes the socket, so that new clients are refused, and waits until all
  /// handlers have ended. Kills those that still run when `limit` has expired,
  /// which is ServerOptions::stop_limit unless it is given, and waits for them.
  /// Returns true if none was killed. A handler that calls stop() does not wait
  /// for itself, and is not killed. If stop() itself is killed, the handlers
  /// run on, and another stop() ends them.
  /// Blocks the calling fiber while handlers run.
  bool stop() { return stop(options_.stop_limit); }
  bool stop(const WaitLimit& limit);

  /// start(), and waits until another fiber, or a signal handler's, has called
  /// stop() and the handlers have ended. A kill stops the server, too.
  /// Blocks the calling fiber.
  void run();

  /// Waits until the server is stopped and its handlers have ended. Returns
  /// false if `limit` expired first.
  /// Blocks the calling fiber.
  bool wait_until_stopped(const WaitLimit& limit = {});

  /// The address that the server listens on; before start() the one that was
  /// asked for.
  const SocketAddress& address() const noexcept { return address_; }
  /// The port of address().
  std::uint16_t port() const noexcept { return address_.port(); }

  /// The fibers of the handlers. Pool::resize() changes their number.
  Pool& handlers() noexcept { return handlers_; }

 protected:
  Server(const SocketAddress& address, ServerOptions options);
  Server(Socket open, ServerOptions options);

  Socket& listener() noexcept { return listener_; }
  /// Stops and kills the handlers: what a destructor of a derived class calls
  /// first. An exception, such as that of a handler that cannot be waited for,
  /// is reported as Hub::on_error does.
  void end() noexcept;

 private:
  /// Opens the socket of a server that starts.
  virtual Socket open(const SocketAddress& address,
                      const ListenOptions& options) = 0;
  /// Takes one client and starts its handler. Returns false if there is none.
  virtual bool serve_one() = 0;

  bool accepts_here() const;
  void accept_clients();
  bool serve_some();
  void failed(const SocketError& error);
  void rest_after(const SocketError& error);
  void close() noexcept;

  ServerOptions options_;
  SocketAddress address_;
  Socket listener_;
  std::unique_ptr<OwnPath> path_;
  Pool handlers_;
  std::optional<Fiber<void>> accepting_;
  Event stopped_{"server.stop"};
  Duration rest_;
  bool failing_ = false;  // the last try to accept has failed
};

}  // namespace gfetch::net
