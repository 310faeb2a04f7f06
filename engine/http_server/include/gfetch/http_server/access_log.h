#pragma once
/// The access log of a HttpServer.
///
///   options.access_log = [](const gfetch::http::AccessRecord& record) {
///     std::puts(gfetch::http::combined_line(record).c_str());
///   };

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "gfetch/fiber/clock.h"

namespace gfetch::http {

/// One request and its response. The texts are as the client sent them, and
/// valid during the call.
struct AccessRecord {
  std::string_view host = {};  ///< the client's address without a port
  std::string_view user = {};  ///< the name of Basic credentials; unchecked
  std::string_view request_line = {};  ///< `GET / HTTP/1.1`; a broken one, too
  std::string_view referer = {};
  std::string_view user_agent = {};
  std::chrono::system_clock::time_point time =
      {};  ///< when the request arrived
  Duration duration =
      Duration::zero();  ///< from its first byte to the end of the response
  /// 499: the client was gone before a response, or the handler was killed.
  int status = 0;
  std::uint64_t body_bytes = 0;  ///< of the response, without head and chunks
};

/// Is told of each request when its response has ended. It must not block.
using AccessLog = std::function<void(const AccessRecord&)>;

/// Returns the line of the Combined Log Format, without a line break:
///
/// `127.0.0.1 - - [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 200 5 "-" "-"`
///
/// Times are UTC. Quotes, backslashes, control characters and bytes beyond
/// ASCII are escaped (`\"`, `\\`, `\x0a`), so that no client can forge a line
/// or write to a terminal.
std::string combined_line(const AccessRecord& record);

/// An access log that appends combined lines to the open file `fd`, one write
/// each. The descriptor stays the caller's. A line that cannot be written is
/// lost.
AccessLog combined_log(int fd);

}  // namespace gfetch::http
