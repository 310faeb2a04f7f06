#pragma once
/// The result of fetching one Candidate, redirect hops included. Reporters get
/// a Visit for each record and nothing else.

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

/// The name in records: `fetched`, `failed`, `skipped`, `unfinished`.
std::string_view name_of(Outcome outcome);

/// A redirect that was followed: the URL with the redirect, and its status.
struct Hop {
  std::string url;
  int status_code = 0;
};

/// All strings may hold any bytes; a reporter escapes them for its format. URLs
/// never hold a password: `***` replaces it.
struct Visit {
  std::string url;  ///< the requested URL, normalised; a bad line's raw text
  std::string final_url;  ///< the URL after all hops; empty without a request
  std::string id;
  std::string input;
  std::string parent;
  int depth = 0;
  std::string method;

  Outcome outcome = Outcome::kUnfinished;
  bool ok = false;          ///< fetched with an accepted status
  std::string reason;       ///< for kSkipped: `duplicate`, `robots`, …
  std::string explanation;  ///< a sentence about `reason`; may be empty
  std::string robots;  ///< a sentence about the robots.txt rule that forbids it
  /// The rules of a robots.txt, for a visit to one; otherwise null.
  std::shared_ptr<const web::RobotsRules> robots_rules;
  std::optional<Error> error;  ///< for kFailed

  int status_code = 0;  ///< 0: there was no response
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
  std::string sha256;   ///< hex digest of a whole decoded body
  std::string file;     ///< the path of the saved body
  std::optional<std::string> body;         ///< a whole body that is text
  std::optional<std::string> body_base64;  ///< a whole body that is not text
  /// The links and anchors of the page, links resolved; null when the options
  /// do not ask for them.
  std::shared_ptr<const web::PageFindings> page;
  std::vector<Hop> redirects;
  int num_retries = 0;
  int num_connects = 0;  ///< the number of connections opened
  // Sums over all exchanges with a response, hops and retries included.
  std::uint64_t header_bytes = 0;    ///< received header bytes
  std::uint64_t request_bytes = 0;   ///< sent bytes, short bodies included
  std::uint64_t uploaded_bytes = 0;  ///< sent body bytes

  std::chrono::system_clock::time_point timestamp;  ///< the visit's start
  http::Timing timing;      ///< summed over hops and retries
  Duration redirecting{0};  ///< the part of `timing` before the last hop

  /// The final response's Content-Type; empty when it had none.
  std::string_view content_type() const;
};

}  // namespace gfetch::crawl
