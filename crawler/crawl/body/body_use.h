#pragma once
/// The consumers of a response body. Each BodyUse receives the decoded body
/// while it is streamed, and writes its result into the visit.
///
/// For each exchange of a visit the order of the calls is
///
///   prepare -> begin -> [recall] -> take ... -> finish     (whole body)
///                                      `-----> (no finish)  (body cut off)
///
/// and record() is called once, at the end of the visit.

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "crawl/seed/candidate.h"
#include "gfetch/crawl/visit.h"
#include "gfetch/crawl/visitor_options.h"
#include "gfetch/http/http.h"
#include "gfetch/net/result.h"
#include "web/coding/decode.h"

namespace gfetch::crawl {

class BodyUse {
 public:
  virtual ~BodyUse() = default;

  /// True when this use needs the body of `response`.
  virtual bool wants(const http::Response& /*response*/) const { return true; }

  /// Adds the headers that this use needs to `request`, before each exchange.
  /// Blocks the thread only for the disk.
  virtual void prepare(http::Request& /*request*/) {}

  /// Starts the body of `response` and discards the result of an earlier body.
  /// Blocks the calling fiber only if it writes.
  virtual Result<void> begin(const http::Response& response) = 0;

  /// Passes the part of the body that earlier exchanges received to `output`.
  /// Called after begin().
  /// Blocks the calling fiber if `output` does.
  virtual Result<void> take_back(const web::BodyDecoder::Output& /*output*/) {
    return {};
  }

  /// True when the response did not fit the headers of prepare(), so that the
  /// request has to be repeated without them.
  virtual bool wants_restart() const { return false; }

  /// True when this exchange is the continuation of an earlier, partial body.
  virtual bool continued() const { return false; }

  /// The response of an exchange that take() ended on purpose, because the use
  /// had enough bytes: no failure. Nothing when the use wants all bytes.
  virtual std::optional<http::Response> enough() const { return {}; }

  /// Processes the next bytes of the body. An error ends the exchange.
  /// Blocks the calling fiber only if it writes.
  virtual Result<void> take(std::string_view bytes) = 0;

  /// Completes the body. Called only when the whole body was received.
  /// Blocks the calling fiber only if it writes.
  virtual Result<void> finish() = 0;

  /// Writes the result of this use into `visit`.
  virtual void record(Visit& visit) = 0;
};

using BodyUses = std::vector<std::unique_ptr<BodyUse>>;

/// Finds the links and anchors of a page. `options` must outlive the result.
std::unique_ptr<BodyUse> find_links(const VisitorOptions& options,
                                    Purpose purpose);

/// Finds the encoding of a text and the title of a page.
std::unique_ptr<BodyUse> describe_text();

/// Reads the rules of a robots.txt for `product`.
std::unique_ptr<BodyUse> read_robots(std::string_view product);

/// Computes the SHA-256 of the body.
std::unique_ptr<BodyUse> hash_body();

/// Keeps the whole body for the record.
std::unique_ptr<BodyUse> keep_body();

/// Saves the body in the folder of `options` when its status is accepted.
/// `method` is the method of the visit. `options` must outlive the result.
std::unique_ptr<BodyUse> save_body(const VisitorOptions& options,
                                   const Candidate& candidate,
                                   std::string_view method);

/// Makes the uses that `options` select. `options` must outlive the result.
BodyUses uses_of(const VisitorOptions& options, const Candidate& candidate,
                 std::string_view method);

}  // namespace gfetch::crawl
