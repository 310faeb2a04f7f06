#pragma once
/// One connection of a HttpServer: reads requests, calls the handler, and
/// decides after each response whether another request may follow.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "chunk_decoder.h"
#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/timeout.h"
#include "gfetch/http_server/http_server.h"
#include "gfetch/http_server/server_request.h"
#include "gfetch/http_server/server_response.h"
#include "gfetch/net/buffered_reader.h"
#include "gfetch/net/stream.h"
#include "head_parser.h"

namespace gfetch::http::server {

/// What the connections of a server share.
struct Service {
  HttpHandler handler;
  HttpServerOptions options;
  HeadLimits head_limits;
  /// Those that wait for a request; a stop closes them.
  gfetch::detail::List<Connection> idle;
  std::size_t connections = 0;
  bool stopping = false;

  /// The field Date of a response, made once a second.
  const std::string& date();

 private:
  std::string date_;
  std::time_t date_time_ = -1;
};

class Connection final : public gfetch::detail::ListHook {
 public:
  Connection(Service& service, net::Stream& stream,
             const net::SocketAddress& peer);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Serves requests until the connection ends, and closes it.
  void run();

  /// Closes the connection, which waits for a request.
  void close_idle() noexcept { stream_.close(); }

  // For the request, the response and the WebSocket:

  std::size_t read_body(std::span<char> into);
  void watch_client();
  void end_watch() noexcept;
  void time_limit(TimeLimit limit);
  /// Sends `parts`. After an exception the connection is cut.
  void send(std::span<const std::string_view> parts);
  void send_file(int file, std::uint64_t offset, std::uint64_t count);
  /// Leaves the connection to another protocol: it is closed afterwards.
  void upgrade() noexcept;

  net::Stream& stream() noexcept { return stream_; }
  net::BufferedReader& reader() noexcept { return reader_; }
  Service& service() noexcept { return service_; }
  const ServerRequest& request() const noexcept { return request_; }
  /// A string for the bytes to send, empty, with the memory of the last ones.
  std::string& scratch() noexcept;
  /// True if a part of what was to be sent is lost, so that nothing may follow.
  bool broken() const noexcept { return broken_; }
  /// True if no request follows.
  bool closing() const noexcept { return closing_ || service_.stopping; }
  void end_after_response() noexcept { closing_ = true; }

 private:
  class ClientWatch;

  bool serve_one();
  bool wait_for_request();
  bool read_head();
  void skip_empty_lines();
  void take_head();
  bool decode_path();
  void reset_body();
  void call_handler();
  void answer_exception();
  void answer_failure(int status);
  void answer_error(int status, std::string_view text, bool keep_fields);
  void refuse(int status);
  void report(std::exception_ptr error) const;
  void end_body();
  bool drain();
  void linger();
  void log_access(int status) const;
  std::string_view first_line() const noexcept;

  void require_whole() const;

  std::size_t read_chunked(std::span<char> into);
  std::size_t read_plain(std::span<char> into);
  std::size_t fill_body(std::span<char> into);
  [[noreturn]] void fail_body(int status);
  void count_body(std::size_t bytes);
  void continue_client();

  Service& service_;
  net::Stream& stream_;
  const net::SocketAddress& peer_;
  net::BufferedReader reader_;
  HeadScanner scanner_;
  ParsedHead head_;
  ServerRequest request_;
  ServerResponse response_;
  std::string out_;
  std::optional<Timeout> timeout_;
  std::unique_ptr<ClientWatch> watch_;
  std::chrono::system_clock::time_point arrived_;
  TimePoint began_;

  unsigned served_ = 0;

  ChunkDecoder chunks_;
  std::uint64_t body_read_ = 0;
  std::optional<TimePoint> body_deadline_;
  int body_error_ = 0;  // the status of what is wrong with the body
  bool body_done_ = true;
  bool wants_continue_ = false;
  bool watches_ = false;  // as soon as the body is read
  bool closing_ = false;  // after this response
  bool upgraded_ = false;
  bool broken_ = false;  // a part of the response is lost
};

}  // namespace gfetch::http::server
