#pragma once
/// A request as the handler of an HttpServer gets it: the head is there, the
/// body is read as it arrives. It is valid until the handler returns.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gfetch/fiber/clock.h"
#include "gfetch/net/socket_address.h"

namespace gfetch::http {

namespace server {
class Connection;
}  // namespace server

class Router;
class WebSocket;

/// A handler throws it to answer with an error status, such as 404, and a text
/// that the client reads; without a text, the name of the status. The functions
/// that read a body throw it: 413 for one that is too long, 400 for one whose
/// framing is broken. It ends the connection only if part of the response was
/// sent before.
class HttpError : public std::runtime_error {
 public:
  /// Throws std::invalid_argument unless `status` is from 400 to 599.
  explicit HttpError(int status, const std::string& text = {});

  int status() const noexcept { return status_; }

 private:
  int status_;
};

/// One header field of a request. The name has the case of the sender.
struct FieldView {
  std::string_view name;
  std::string_view value;  ///< without white space around it
};

class ServerRequest {
 public:
  ServerRequest(const ServerRequest&) = delete;
  ServerRequest& operator=(const ServerRequest&) = delete;

  /// The method, such as `GET`; methods are compared with case.
  std::string_view method() const noexcept { return method_; }
  /// The target as it was sent, such as `/a%20b?c=d`.
  std::string_view target() const noexcept { return target_; }
  /// The path of the target without percent-encoding, `/a b`; `*` of
  /// `OPTIONS *`. An encoded slash looks like any other: use parameter().
  std::string_view path() const noexcept { return path_; }
  /// What follows the question mark of the target, as it was sent.
  std::string_view query() const noexcept { return query_; }
  /// The decoded value of the first parameter `name` of the query; see
  /// form_value() for a form in the body.
  std::optional<std::string> query_value(std::string_view name) const;
  /// The decoded value of the part `{name}` of the Router's pattern; empty if
  /// there is none.
  std::string_view parameter(std::string_view name) const noexcept;
  bool has_parameter(std::string_view name) const noexcept;
  /// False for a client of HTTP/1.0.
  bool http_1_1() const noexcept { return minor_version_ >= 1; }

  /// The host of the target or of the field Host, with its port if it has one;
  /// empty for a client of HTTP/1.0 that named none.
  std::string_view host() const noexcept { return host_; }
  /// The value of the first field called `name`, compared without case.
  std::optional<std::string_view> header(std::string_view name) const noexcept;
  /// All fields in the order in which they were sent.
  std::span<const FieldView> headers() const noexcept { return fields_; }

  /// The address of the client.
  const net::SocketAddress& peer() const noexcept { return *peer_; }

  /// True if a body, maybe an empty one, follows the head.
  bool has_body() const noexcept { return has_body_; }
  /// The length of the body if the client told it; not of a chunked one.
  std::optional<std::uint64_t> content_length() const noexcept {
    return content_length_;
  }
  /// Reads the next part of the body. Returns the number of bytes; 0 at its
  /// end. The first call lets a client go on that waits for `100 Continue`.
  /// Throws HttpError (400, 413), net::UnexpectedEnd if the client is gone, and
  /// net::SocketTimeout; the connection ends after the response then.
  /// Blocks the calling fiber until bytes have arrived.
  std::size_t read(std::span<char> into);
  /// Reads the rest of the body; at most `most` bytes (HttpError with 413).
  /// Blocks the calling fiber until it has arrived.
  std::string read_all();
  std::string read_all(std::size_t most);

  /// Replaces HttpLimits::body for this request.
  void body_limit(std::uint64_t most) noexcept { body_limit_ = most; }

  /// Kills the handler's fiber when the client closes the connection, or its
  /// half of it, so that a handler that waits for news does not wait for
  /// nobody. It takes effect once the body was read. For all requests:
  /// HttpServerOptions::kill_when_client_gone.
  void kill_when_client_gone();

  /// Replaces HttpLimits::request_time for this request, from now on; nullopt:
  /// no limit. For a WebSocket, or a download.
  void time_limit(TimeLimit limit);

 private:
  friend class server::Connection;
  friend class Router;
  friend class WebSocket;

  explicit ServerRequest(server::Connection& connection) noexcept
      : connection_(connection) {}

  server::Connection& connection_;
  std::string head_;  // what the views refer to
  std::string_view method_, target_, raw_path_, path_, query_, host_;
  std::string decoded_path_;
  std::vector<FieldView> fields_;
  std::vector<std::pair<std::string_view, std::string>> parameters_;
  const net::SocketAddress* peer_ = nullptr;
  std::optional<std::uint64_t> content_length_;
  std::uint64_t body_limit_ = 0;
  int minor_version_ = 1;
  bool has_body_ = false;
};

/// Returns the decoded value of the first field `name` of a form, or of a
/// query: `a=1&name=two+words%21`. nullopt: there is none. A percent sign that
/// begins no escape stands for itself (WHATWG URL, 5.1).
std::optional<std::string> form_value(std::string_view form,
                                      std::string_view name);

}  // namespace gfetch::http
