#pragma once
/// An HTTP/1.1 server with handlers that a test sets, also hostile ones. It
/// uses blocking threads and no code of the engine, so that it does not share
/// the engine's bugs. It records every request.
///
///   TestServer server;
///   server.on("/a", replies(200, "hello"));
///   server.on("/b", [](Peer& peer) { peer.send("HTTP/1.1 2"); peer.reset();
///   }); gfetch({server.url("/a"), server.url("/b")});
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
  std::string target;  ///< the target of the request line
  Fields headers;
  std::string body;
  std::string raw_head;       ///< the bytes of the request line and headers
  std::string local_address;  ///< the address that the client connected to
  std::string peer_address;   ///< the address of the client
  int connection = 0;         ///< the first one is 1
  std::chrono::steady_clock::time_point at;

  /// The first header `name`, ignoring case; empty when absent.
  std::string header(std::string_view name) const;
  bool has_header(std::string_view name) const;
  std::string path() const;  ///< the target without its query
};

/// A connection to a client, for use by a handler.
class Peer {
 public:
  virtual ~Peer() = default;

  virtual const SeenRequest& request() const = 0;

  /// Sends raw bytes; false when the client has gone or the server stops.
  virtual bool send(std::string_view bytes) = 0;

  /// Sends a whole response with its Content-Length; the connection stays open.
  bool reply(int status, std::string_view body = {},
             const Fields& headers = {});

  /// Waits; false at once when the server stops, or the client has gone.
  virtual bool pause(std::chrono::milliseconds time) = 0;

  /// Makes the connection end with a FIN when the handler returns.
  virtual void close() = 0;

  /// Ends the connection with a RST now.
  virtual void reset() = 0;
};

using Handler = std::function<void(Peer&)>;

/// Returns a whole response as bytes.
std::string response(int status, std::string_view body = {},
                     const Fields& headers = {});

// Handlers for common behaviours.
Handler replies(int status, std::string body = {}, Fields headers = {});
Handler redirects(std::string location, int status = 302);
Handler sends(std::string bytes);  ///< sends raw bytes, then FIN
Handler drips(std::string bytes, std::chrono::milliseconds between_two);
Handler waits(std::chrono::milliseconds time, Handler then = replies(200));
Handler hangs();     ///< sends nothing until the client leaves
Handler resets();    ///< sends a RST at once
Handler hangs_up();  ///< sends a FIN without a byte
/// Sends `head`, then `piece` repeatedly until the client leaves.
Handler never_ends(std::string head, std::string piece);

class TestServer {
 public:
  /// Listens at a loopback address; `0.0.0.0` is every 127.x.y.z at one port.
  explicit TestServer(std::string_view address = "127.0.0.1",
                      std::uint16_t port = 0);
  ~TestServer();
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  /// Sets the handler for `path` (without query); `/a/*` stands for all paths
  /// below `/a/`. The newest handler that matches is used.
  void on(std::string_view path, Handler handler);

  /// Sets a handler that is called for every connection before reading from it.
  /// If it closes or resets the connection, no request is served.
  void on_connect(Handler handler);

  /// `http://127.0.0.1:PORT/path`; `host` stands in place of the address.
  std::string url(std::string_view path = "/",
                  std::string_view host = {}) const;
  std::uint16_t port() const;

  std::vector<SeenRequest> seen() const;
  std::vector<SeenRequest> seen(std::string_view path) const;
  int connections() const;  ///< the number of connections so far

  /// The highest number of requests that waited for the first byte of their
  /// response at the same time, in total or for one value of the Host header.
  int most_at_once() const;
  int most_at_once(std::string_view host) const;
  int now_in_flight() const;

 private:
  class Machinery;
  std::unique_ptr<Machinery> machinery_;
};

}  // namespace gfetch::test
