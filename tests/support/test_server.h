#pragma once
/// An HTTP/1.1 server that does what a test tells it, however hostile, on
/// plain blocking threads: nothing of the engine is in it, so that an engine's
/// bug cannot hide in its own mirror. It remembers every request.
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
  std::string target;  ///< as it stood in the request line
  Fields headers;
  std::string body;
  std::string raw_head;       ///< request line and headers, as they came
  std::string local_address;  ///< the address the client had dialled
  std::string peer_address;   ///< the address it came from
  int connection = 0;         ///< the first one is 1
  std::chrono::steady_clock::time_point at;

  /// The first header of that name, in any case; empty when absent.
  std::string header(std::string_view name) const;
  bool has_header(std::string_view name) const;
  std::string path() const;  ///< the target without its query
};

/// One client's connection, in the hands of a handler.
class Peer {
 public:
  virtual ~Peer() = default;

  virtual const SeenRequest& request() const = 0;

  /// Sends bytes as they are. False: the client has gone or the server stops.
  virtual bool send(std::string_view bytes) = 0;

  /// A whole response with its Content-Length; the connection stays open.
  bool reply(int status, std::string_view body = {},
             const Fields& headers = {});

  /// Waits; false at once when the server stops, or the client has gone.
  virtual bool pause(std::chrono::milliseconds time) = 0;

  /// The connection ends with a FIN when the handler returns.
  virtual void close() = 0;

  /// The connection ends with a RST, now.
  virtual void reset() = 0;
};

using Handler = std::function<void(Peer&)>;

/// A whole response as bytes.
std::string response(int status, std::string_view body = {},
                     const Fields& headers = {});

// Handlers.
Handler replies(int status, std::string body = {}, Fields headers = {});
Handler redirects(std::string location, int status = 302);
Handler sends(std::string bytes);  ///< as they are, then FIN
Handler drips(std::string bytes, std::chrono::milliseconds between_two);
Handler waits(std::chrono::milliseconds time, Handler then = replies(200));
Handler hangs();     ///< says nothing until the client goes
Handler resets();    ///< RST at once
Handler hangs_up();  ///< FIN without a byte
/// `head`, then `piece` again and again until the client goes.
Handler never_ends(std::string head, std::string piece);

class TestServer {
 public:
  /// `0.0.0.0` listens on every 127.x.y.z at one port.
  explicit TestServer(std::string_view address = "127.0.0.1",
                      std::uint16_t port = 0);
  ~TestServer();
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  /// What is done for `path` (without query). `/a/*` is for all below `/a/`.
  /// The newest handler that fits counts.
  void on(std::string_view path, Handler handler);

  /// Is asked for every connection before a byte is read from it; one that
  /// closes or resets the peer keeps it from being served.
  void on_connect(Handler handler);

  /// `http://127.0.0.1:PORT/path`; `host` stands in place of the address.
  std::string url(std::string_view path = "/",
                  std::string_view host = {}) const;
  std::uint16_t port() const;

  std::vector<SeenRequest> seen() const;
  std::vector<SeenRequest> seen(std::string_view path) const;
  int connections() const;  ///< so far

  /// The most requests that waited for the first byte of their response at one
  /// moment, in all, or for one value of the Host header.
  int most_at_once() const;
  int most_at_once(std::string_view host) const;
  int now_in_flight() const;

 private:
  class Machinery;
  std::unique_ptr<Machinery> machinery_;
};

}  // namespace gfetch::test
