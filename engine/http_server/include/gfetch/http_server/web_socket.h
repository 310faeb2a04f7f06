#pragma once
/// WebSocket (RFC 6455): messages in both directions, on the connection of a
/// request.
///
///   void echo(gfetch::http::ServerRequest& request,
///             gfetch::http::ServerResponse& response) {
///     gfetch::http::WebSocket peer(request, response);
///     while (auto message = peer.receive()) peer.send(message->data);
///   }
///
/// One fiber may receive while others send: their messages do not mix. Pings
/// are answered, and fragments put together, by receive(). When the handler
/// returns the connection is closed.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/wait_limit.h"
#include "gfetch/http_server/server_request.h"
#include "gfetch/http_server/server_response.h"

namespace gfetch::http {

struct WebSocketOptions {
  /// A longer message ends the connection with the code 1009.
  std::size_t most_bytes = std::size_t{1} << 20;
  /// Origins that browsers may connect from, such as `https://example.com`:
  /// others get 403. Empty: the origin must have the host of the request, so
  /// that no page of somebody else uses the cookies of a visitor; a request
  /// without Origin is none of a browser. `*`: any.
  std::vector<std::string> origins = {};
  /// Subprotocols, the preferred one first; the first that the client offers is
  /// chosen.
  std::vector<std::string> protocols = {};
  /// A client that is silent for this time is sent a ping, and closed after the
  /// same time again. nullopt: never.
  TimeLimit ping_after = std::chrono::seconds(30);
  /// The time that close() waits for the client's own close.
  Duration close_limit = std::chrono::seconds(2);
};

struct WebSocketMessage {
  bool text = true;  ///< false: binary
  std::string data;  ///< of text: valid UTF-8
};

class WebSocket {
 public:
  /// Makes the handshake. Throws HttpError: 426 or 400 if the request asks for
  /// no WebSocket of version 13, 403 for an origin that may not.
  /// Blocks the calling fiber while the kernel's buffer is full.
  WebSocket(ServerRequest& request, ServerResponse& response,
            WebSocketOptions options = {});
  /// Closes as close(1001) does, but waits for nothing; after an exception of
  /// the handler the code is 1011.
  ~WebSocket();
  WebSocket(const WebSocket&) = delete;
  WebSocket& operator=(const WebSocket&) = delete;

  /// Receives the next message. Returns nullopt when the client has closed, is
  /// gone, is silent in spite of a ping, or broke a rule of the protocol, which
  /// close_code() tells.
  /// Blocks the calling fiber until a message has arrived.
  std::optional<WebSocketMessage> receive();

  /// Sends a message. `text` must be UTF-8. Throws net::SocketError (EPIPE) if
  /// the connection is closed.
  /// Blocks the calling fiber while the kernel's buffer is full.
  void send(std::string_view text);
  void send_binary(std::string_view data);
  /// Sends a ping with at most 125 bytes of data.
  /// Blocks the calling fiber while the kernel's buffer is full.
  void ping(std::string_view data = {});

  /// Begins to close, and waits for the client's close, no longer than
  /// WebSocketOptions::close_limit; messages that arrive are dropped. `reason`
  /// has at most 123 bytes. A second call does nothing. Throws
  /// std::invalid_argument for a code that may not be sent (RFC 6455, 7.4).
  /// Blocks the calling fiber.
  void close(int code = 1000, std::string_view reason = {});

  /// True until one side has closed.
  bool open() const noexcept;
  /// The code of the client's close, or the one that the server closed with;
  /// 1005: the client's had none, 1006: the connection was cut; 0: still open.
  int close_code() const noexcept;
  /// The chosen subprotocol; empty: none.
  std::string_view protocol() const noexcept;

 private:
  class State;

  std::unique_ptr<State> state_;
};

}  // namespace gfetch::http
