#pragma once
/// The response of an HttpServer's handler.
///
/// What a handler writes is collected. If it returns before much came together,
/// head and body go out in one piece, with a Content-Length. Otherwise, or at
/// flush(), the head goes out, and the body follows as it is written: in chunks
/// to a client of HTTP/1.1, up to the end of the connection to one of HTTP/1.0.
/// No body is sent in answer to HEAD, and with 204 and 304; a handler need not
/// know.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace gfetch::http {

namespace server {
class Connection;
}  // namespace server

class ServerRequest;
class ServerResponse;
class WebSocket;

/// Answers a request. It runs in the fiber of the connection, and may block.
using HttpHandler = std::function<void(ServerRequest&, ServerResponse&)>;

/// The name of a status, such as `Not Found`; empty for an unknown one.
std::string_view reason_of(int status) noexcept;

class ServerResponse {
 public:
  ServerResponse(const ServerResponse&) = delete;
  ServerResponse& operator=(const ServerResponse&) = delete;

  /// The status; 200 unless it is set. Throws std::invalid_argument unless it
  /// is from 200 to 599, and std::logic_error if the head was sent.
  ServerResponse& status(int code);
  int status() const noexcept { return status_; }

  /// Sets a header field in place of those of the same name, or adds one.
  /// `Content-Length` declares the length of what will be written;
  /// `Connection: close` ends the connection after the response. Date,
  /// Transfer-Encoding and the rest of the framing are the server's. Throws
  /// std::invalid_argument for a name or value that would not be one (a line
  /// break) and for a field of the framing, std::logic_error if the head was
  /// sent.
  ServerResponse& header(std::string_view name, std::string_view value);
  ServerResponse& add_header(std::string_view name, std::string_view value);
  /// True if a header field called `name` is set.
  bool has_header(std::string_view name) const noexcept;

  /// Appends to the body. Throws std::logic_error if that is more than the
  /// declared Content-Length; net::SocketError if the client is gone, and
  /// net::SocketTimeout if it does not read: let these pass.
  /// Blocks the calling fiber if much came together, until it is sent.
  void write(std::string_view data);
  /// Sends what was written, and the head before it.
  /// Blocks the calling fiber while the kernel's buffer is full.
  void flush();

  /// Sends a whole response with a Content-Length; `body` is not copied unless
  /// it is short. Throws as write() does, and std::logic_error if something was
  /// written.
  /// Blocks the calling fiber while the kernel's buffer is full.
  void send(int status, std::string_view content_type, std::string_view body);
  /// Sends a response that refers to `location`: 303 for the answer to a form,
  /// 308 for a new home. Throws as send() does.
  void redirect(std::string_view location, int status = 303);
  /// Appends `count` bytes of an open file from `offset` on, without copying
  /// them if the kernel can. Throws as write() does, and std::system_error if
  /// the file cannot be read or ends before.
  /// Blocks the calling fiber until all is sent.
  void write_file(int file, std::uint64_t offset, std::uint64_t count);

  /// True if the head is sent: status and fields are final.
  bool head_sent() const noexcept { return head_sent_; }
  /// The bytes of the body that were sent or collected so far.
  std::uint64_t body_bytes() const noexcept { return written_; }

 private:
  friend class server::Connection;
  friend class WebSocket;

  explicit ServerResponse(server::Connection& connection) noexcept
      : connection_(connection) {}

  /// How the end of the body is told.
  enum class Framing : std::uint8_t { kNone, kLength, kChunked, kUntilClose };

  void require_unsent() const;
  void reset(bool head_request) noexcept;
  bool without_body() const noexcept;
  void account(std::uint64_t bytes);
  void choose_framing() noexcept;
  void append_head(std::string& out);
  void send_pending(std::string_view more);
  /// Sends what is left. Returns false if that is less than was declared.
  bool finish();

  server::Connection& connection_;
  std::string fields_;  // as they are sent: `Name: value\r\n`
  std::string body_;    // written, and not sent
  std::optional<std::uint64_t> declared_;
  std::uint64_t written_ = 0;
  int status_ = 200;
  Framing framing_ = Framing::kNone;
  bool head_request_ = false;
  bool head_sent_ = false;
};

}  // namespace gfetch::http
