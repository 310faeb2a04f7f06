#pragma once
/// Server-sent events (WHATWG HTML, 9.2): a response that does not end, and
/// brings events to the EventSource of a browser.
///
///   void news(gfetch::http::ServerRequest& request,
///             gfetch::http::ServerResponse& response) {
///     request.kill_when_client_gone();
///     gfetch::http::EventStream events(response);
///     while (auto headline = headlines.get()) {
///       events.send({.event = "headline", .data = *headline});
///     }
///   }

#include <string>
#include <string_view>

#include "gfetch/fiber/clock.h"
#include "gfetch/http_server/server_response.h"

namespace gfetch::http {

struct ServerSentEvent {
  std::string_view event = {};  ///< its type; empty: `message`
  std::string_view data = {};   ///< may have several lines
  std::string_view id = {};  ///< what Last-Event-ID repeats; empty: unchanged
};

class EventStream {
 public:
  /// Sends the head of the response. Throws std::logic_error if it was sent.
  /// Blocks the calling fiber while the kernel's buffer is full.
  explicit EventStream(ServerResponse& response);

  /// Sends an event. Throws std::invalid_argument if its type or id has a line
  /// break or its id a null character, and net::SocketError if the client is
  /// gone. Blocks the calling fiber while the kernel's buffer is full.
  void send(const ServerSentEvent& event);
  /// Sends a comment, which browsers ignore: a sign of life for proxies. Line
  /// breaks make several of it.
  /// Blocks the calling fiber while the kernel's buffer is full.
  void comment(std::string_view text = {});
  /// Tells the browser how long to wait before it connects again.
  /// Blocks the calling fiber while the kernel's buffer is full.
  void retry_after(Duration delay);

 private:
  ServerResponse& response_;
};

/// Returns an event as it is sent; throws as EventStream::send() does.
std::string format_event(const ServerSentEvent& event);

}  // namespace gfetch::http
