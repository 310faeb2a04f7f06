#pragma once
/// A visit: the result of fetching one candidate with its redirects and
/// retries. Reporters receive a Visit for each record.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/http/http.h"
#include "gfetch/net/error.h"
#include "gfetch/web/link.h"

namespace gfetch::web {
class RobotsRules;
}

namespace gfetch::crawl {

enum class Outcome { kFetched, kFailed, kSkipped, kUnfinished };

/// Returns an outcome's name in records: `fetched`, `failed`, `skipped` or
/// `unfinished`.
std::string_view name_of(Outcome outcome);

/// A redirect that was followed: the redirected URL and the response's status.
struct Hop {
  std::string url;
  int status_code = 0;
};

/// The record of a visit. Its strings may contain any bytes; a reporter escapes
/// them for its format. Its URLs contain no password: `***` replaces it.
struct Visit {
  std::string url;        ///< the normalised URL, or the text of a bad line
  std::string final_url;  ///< the URL after all redirects; or empty
  std::string id;
  std::string input;
  std::string parent;
  int depth = 0;
  std::string method;

  Outcome outcome = Outcome::kUnfinished;
  bool ok = false;          ///< whether it was fetched with an accepted status
  std::string reason;       ///< for kSkipped: `duplicate`, `robots`, …
  std::string explanation;  ///< a sentence about `reason`; may be empty
  std::string robots;  ///< a sentence on the robots.txt rule that forbids it
  /// The rules of a robots.txt, if the visit is to a robots.txt; otherwise
  /// null.
  std::shared_ptr<const web::RobotsRules> robots_rules;
  std::optional<Error> error;  ///< the error of a failed visit

  int status_code = 0;  ///< the HTTP status; 0: no response
  http::HttpVersion http_version = http::HttpVersion::kUnknown;
  std::string remote_ip;
  std::uint16_t remote_port = 0;
  std::string local_ip;  ///< the local address of the connection
  std::uint16_t local_port = 0;
  int tls_verify_result = 0;  ///< OpenSSL's code for the final server; 0: valid
  std::vector<http::Header> headers;  ///< the headers of the final response
  std::optional<std::uint64_t> content_length;
  std::uint64_t bytes = 0;       ///< the size of the decoded body
  std::uint64_t wire_bytes = 0;  ///< the size of the body as transferred
  std::string title;             ///< the title of a page
  std::string charset;  ///< the encoding of a text; empty: not declared
  std::string sha256;   ///< the SHA-256 of a complete decoded body, in hex
  std::string file;     ///< the path of the saved body
  std::optional<std::string> body;         ///< a complete body that is text
  std::optional<std::string> body_base64;  ///< a complete body that is not text
  /// The links and anchors of the page, with the links resolved; null unless
  /// the options ask for them.
  std::shared_ptr<const web::PageFindings> page;
  std::vector<Hop> redirects;
  int num_retries = 0;
  int num_connects = 0;  ///< the number of new connections
  // The next sizes are sums over all exchanges with a response, with redirects
  // and retries.
  std::uint64_t header_bytes = 0;  ///< bytes of received headers
  /// Sent bytes of requests with short bodies.
  std::uint64_t request_bytes = 0;
  std::uint64_t uploaded_bytes = 0;  ///< bytes of sent bodies

  std::chrono::system_clock::time_point timestamp;  ///< the start of the visit
  http::Timing timing;      ///< sums over redirects and retries
  Duration redirecting{0};  ///< the part of `timing` before the last redirect

  /// Returns the Content-Type of the final response; empty when it had none.
  std::string_view content_type() const;
};

}  // namespace gfetch::crawl
