#pragma once
/// An HTTP/1.1 server with handlers that a test sets, including hostile ones.
/// It uses blocking threads and no code of the engine, so that it does not
/// share the engine's bugs. It records every request.
///
///   TestServer server;
///   server.on("/a", replies(200, "hello"));
///   server.on("/b", resets());
///   gfetch({server.url("/a"), server.url("/b")});
///   EXPECT_EQ(server.seen("/a").size(), 1);

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/endpoint.h"

namespace gfetch::test {

using Fields = std::vector<std::pair<std::string, std::string>>;

struct SeenRequest {
  std::string method;
  std::string target;  ///< the target in the request line
  Fields headers;
  std::string body;
  std::string raw_head;       ///< the bytes of the request line and headers
  std::string local_address;  ///< the server's address for the client
  std::string peer_address;   ///< the client's address
  int connection = 0;         ///< the connection's number, from 1
  std::chrono::steady_clock::time_point at;

  /// Returns the first header named `name`, ignoring case; empty when absent.
  std::string header(std::string_view name) const;
  bool has_header(std::string_view name) const;
  std::string path() const;  ///< the target without its query
};

/// A connection to a client, as handlers see it.
class Peer {
 public:
  virtual ~Peer() = default;

  virtual const SeenRequest& request() const = 0;

  /// Sends raw bytes. Returns false when the client has disconnected or the
  /// server stops.
  virtual bool send(std::string_view bytes) = 0;

  /// Sends a whole response with its Content-Length; the connection stays open.
  bool reply(int status, std::string_view body = {},
             const Fields& headers = {});

  /// Waits for `time`. Returns false at once when the client disconnects or the
  /// server stops.
  virtual bool pause(std::chrono::milliseconds time) = 0;

  /// Ends the connection with a FIN after the handler returns.
  virtual void close() = 0;

  /// Ends the connection at once with a RST.
  virtual void reset() = 0;
};

using Handler = std::function<void(Peer&)>;

/// Returns a whole response as bytes.
std::string response(int status, std::string_view body = {},
                     const Fields& headers = {});

// Handlers for common behaviours.
Handler replies(int status, std::string body = {}, Fields headers = {});
Handler redirects(std::string location, int status = 302);
Handler sends(std::string bytes);  ///< sends raw bytes, then a FIN
Handler drips(std::string bytes, std::chrono::milliseconds between_two);
Handler waits(std::chrono::milliseconds time, Handler then = replies(200));
Handler hangs();     ///< sends nothing until the client disconnects
Handler resets();    ///< sends a RST at once
Handler hangs_up();  ///< sends a FIN without any byte
/// Sends `head`, and then `piece` repeatedly until the client disconnects.
Handler never_ends(std::string head, std::string piece);

class TestServer {
 public:
  /// Listens at a loopback address. `0.0.0.0` is every address 127.x.y.z at one
  /// port.
  explicit TestServer(std::string_view address = "127.0.0.1",
                      std::uint16_t port = 0);
  ~TestServer();
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  /// Sets the handler for `path` (without a query); `/a/*` is every path below
  /// `/a/`. The newest handler that matches is used.
  void on(std::string_view path, Handler handler);

  /// Sets a handler that is called for every connection before its first
  /// request is read. If the handler closes or resets the connection, no
  /// request is served.
  void on_connect(Handler handler);

  /// Returns the URL `http://127.0.0.1:PORT/path`, with `host` instead of the
  /// address if it is not empty.
  std::string url(std::string_view path = "/",
                  std::string_view host = {}) const;
  std::uint16_t port() const;

  std::vector<SeenRequest> seen() const;
  std::vector<SeenRequest> seen(std::string_view path) const;
  int connections() const;  ///< the number of connections so far

  /// Returns the highest number of requests that waited for their response's
  /// first byte at the same time, in total or for one value of the Host header.
  int most_at_once() const;
  int most_at_once(std::string_view host) const;
  int now_in_flight() const;

 private:
  class Machinery;
  std::unique_ptr<Machinery> machinery_;
};

}  // namespace gfetch::test
