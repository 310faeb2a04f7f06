#pragma once
/// One record: everything that became of one Candidate, its redirect hops
/// inside it. Reporters read nothing else.

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

namespace gfetch::crawl {

enum class Outcome { kFetched, kFailed, kSkipped, kUnfinished };

/// `fetched`, `failed`, `skipped`, `unfinished`.
std::string_view name_of(Outcome outcome);

/// A redirect that was followed: the URL that answered, and its status.
struct Hop {
  std::string url;
  int status_code = 0;
};

/// All strings may hold any bytes; a reporter makes them safe for its format.
/// URLs in it never hold a password: it was replaced by `***` when the visit
/// was made.
struct Visit {
  std::string url;  ///< as asked for, normalised; the raw text of a bad line
  std::string final_url;  ///< after the hops; empty when nothing was asked
  std::string id;
  std::string input;
  std::string parent;
  int depth = 0;
  std::string method;

  Outcome outcome = Outcome::kUnfinished;
  bool ok = false;          ///< fetched, and its status accepted
  std::string reason;       ///< of kSkipped: `duplicate`, `robots`, …
  std::string explanation;  ///< of it, in a sentence; may be empty
  std::string robots;       ///< what robots.txt had against it, in a sentence
  std::optional<Error> error;  ///< of kFailed

  int status_code = 0;  ///< 0: there was no response
  http::HttpVersion http_version = http::HttpVersion::kUnknown;
  std::string remote_ip;
  std::uint16_t remote_port = 0;
  std::string local_ip;  ///< of this end of the connection
  std::uint16_t local_port = 0;
  int tls_verify_result = 0;  ///< OpenSSL's, of the final server; 0: held
  std::vector<http::Header> headers;  ///< of the final response
  std::optional<std::uint64_t> content_length;
  std::uint64_t bytes = 0;          ///< of the body, decoded
  std::uint64_t wire_bytes = 0;     ///< of the body, as transferred
  std::string title;                ///< of a page
  std::string charset;              ///< of a text; empty: nothing says it
  std::string sha256;               ///< of a whole body, decoded, in hex
  std::string file;                 ///< that the body was saved in
  std::optional<std::string> body;  ///< a whole one, when it is a text
  std::optional<std::string> body_base64;  ///< any other
  /// What its page holds, links resolved, when that was asked for; or null.
  std::shared_ptr<const web::PageFindings> page;
  std::vector<Hop> redirects;
  int num_retries = 0;
  int num_connects = 0;  ///< connections that were opened for it
  // Of all responses that came for it, hops and retries included.
  std::uint64_t header_bytes = 0;    ///< received
  std::uint64_t request_bytes = 0;   ///< sent; short bodies went along
  std::uint64_t uploaded_bytes = 0;  ///< of the bodies that were sent

  std::chrono::system_clock::time_point timestamp;  ///< when the visit began
  http::Timing timing;      ///< summed over hops and retries
  Duration redirecting{0};  ///< of it, until the last hop was followed

  /// The final response's Content-Type; empty when it had none.
  std::string_view content_type() const;
};

}  // namespace gfetch::crawl
