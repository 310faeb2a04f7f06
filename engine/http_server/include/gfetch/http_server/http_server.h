#pragma once
/// A server of HTTP/1.1 and HTTP/1.0 with a fiber for each connection, so that
/// handlers read synchronously and may wait for anything.
///
///   gfetch::http::Router router;
///   router.get("/hello/{name}", [](auto& request, auto& response) {
///     response.send(200, "text/plain",
///                   "Hello " + std::string(request.parameter("name")) +
///                   "!\n");
///   });
///   router.post("/wait", [&](auto& request, auto& response) {
///     request.kill_when_client_gone();
///     response.write(news.get(10s).value_or("nothing new\n"));
///   });
///   gfetch::http::HttpServer server(gfetch::net::SocketAddress::loopback(0),
///                                   std::move(router));
///   server.start();
///
/// run() in place of start() waits until another fiber calls stop(). A signal
/// handler is such a fiber: `on_signal(SIGTERM, [&] { server.stop(); })`.
///
/// An exception of a handler is answered with 500, and reported; one of the
/// type HttpError with its own status, and not reported. If a part of the
/// response was sent before, the connection is cut, so that the client does not
/// take the part for the whole.
///
/// What could be read in two ways (request smuggling; RFC 9112, 11.2) is
/// answered with 400, and the connection closed: two lengths, a length and a
/// transfer coding, folded lines, line feeds alone, white space before a colon.
///
/// For HTTPS: HttpServerOptions::connections.wrap = net::tls_server(context).

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/wait_limit.h"
#include "gfetch/http_server/access_log.h"
#include "gfetch/http_server/server_request.h"
#include "gfetch/http_server/server_response.h"
#include "gfetch/net/stream.h"
#include "gfetch/net/stream_server.h"

namespace gfetch::http {

/// What a client may ask of the server: sizes in bytes, and times.
struct HttpLimits {
  std::size_t request_line = 8192;              ///< else 414
  std::size_t head = std::size_t{32} << 10;     ///< the whole head; else 431
  std::size_t fields = 100;                     ///< header fields; else 431
  std::uint64_t body = std::uint64_t{1} << 20;  ///< else 413
  /// The time between two requests of a connection, and before the first.
  TimeLimit idle_time = std::chrono::seconds(75);
  /// The time from the first byte of a head to its last; else 408.
  TimeLimit head_time = std::chrono::seconds(10);
  /// The time without a byte of a body, and that for all of it; else 408.
  TimeLimit body_pause = std::chrono::seconds(30);
  TimeLimit body_time = {};
  /// The time that the client may take to receive one piece of a response.
  TimeLimit send_time = std::chrono::seconds(60);
  /// The time that a handler may take; else 503, or the connection is cut. Its
  /// fiber gets a TimeoutExpired where it waits.
  TimeLimit request_time = {};
};

struct HttpServerOptions {
  HttpLimits limits = {};
  /// How connections are accepted, how many there may be, and TLS.
  net::ServerOptions connections = {};
  /// As if each handler called ServerRequest::kill_when_client_gone().
  bool kill_when_client_gone = false;
  /// The value of the field Server; empty: none is sent.
  std::string server_name = {};
  AccessLog access_log = {};  ///< none: nothing is logged
  /// Is told of each exception of a handler but HttpError. It must not block.
  /// Without it a line is written to stderr.
  std::function<void(const ServerRequest&, std::exception_ptr)> on_error = {};
};

class HttpServer {
 public:
  /// Constructs a server that listens on `address` after start().
  HttpServer(const net::SocketAddress& address, HttpHandler handler,
             HttpServerOptions options = {});
  /// Constructs a server on a socket that listens already.
  HttpServer(net::Socket listening, HttpHandler handler,
             HttpServerOptions options = {});
  /// Stops the server, and kills the handlers that run.
  /// Blocks the calling fiber while handlers unwind.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Opens the socket and begins to accept; see net::Server::start().
  void start();
  /// start(), and waits until the server was stopped. A kill stops it, too.
  /// Blocks the calling fiber.
  void run();
  /// Refuses new clients, closes connections that wait for a request, and lets
  /// handlers end, whose connections are closed after the response. Kills those
  /// that still run when `limit` has expired, and waits for them. Returns true
  /// if none was killed. The limit is ServerOptions::stop_limit unless it
  /// is given.
  /// Blocks the calling fiber while handlers run.
  bool stop();
  bool stop(const WaitLimit& limit);

  /// The address that the server listens on, and its port.
  const net::SocketAddress& address() const noexcept;
  std::uint16_t port() const noexcept { return address().port(); }
  /// The connections that are open.
  std::size_t connections() const noexcept;

  /// Serves a connection that was made in another way, until it ends; the
  /// server need not be started.
  /// Blocks the calling fiber.
  void serve(net::Stream& stream, const net::SocketAddress& peer = {});

 private:
  class State;

  std::unique_ptr<State> state_;
};

}  // namespace gfetch::http
