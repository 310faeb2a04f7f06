#pragma once
/// The consumers of a response body. Each BodyUse receives the decoded body
/// while the body is streamed, and writes its result into the visit.
///
/// The order of the calls for each exchange of a visit:
///
///   prepare -> begin -> [take_back] -> take ... -> finish     (complete body)
///                                          `-----> (no finish)  (partial body)
///
/// At the end of the visit record() is called once.

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "crawl/body/site_memory.h"
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

  /// Returns true if this use needs the body of `response`.
  virtual bool wants(const http::Response& /*response*/) const { return true; }

  /// Adds the headers that this use needs to `request`. Called before each
  /// exchange. Blocks the thread only for the disk.
  virtual void prepare(http::Request& /*request*/) {}

  /// Starts the body of `response`, and discards the result of any earlier
  /// body. Blocks the calling fiber only if the use writes.
  virtual Result<void> begin(const http::Response& response) = 0;

  /// Passes the part of the body that earlier exchanges received to `output`.
  /// Called after begin(). Blocks the calling fiber if `output` does.
  virtual Result<void> take_back(const web::BodyDecoder::Output& /*output*/) {
    return {};
  }

  /// Returns true if the response does not match the headers that prepare()
  /// added, so that the request must be repeated without them.
  virtual bool wants_restart() const { return false; }

  /// Returns true if this exchange continues a partial body of an earlier
  /// exchange.
  virtual bool continued() const { return false; }

  /// Returns the response of an exchange that take() aborted on purpose,
  /// because the use has enough bytes; such an exchange is no failure. Returns
  /// nothing when the use needs all bytes.
  virtual std::optional<http::Response> enough() const { return {}; }

  /// Returns true if take() may work longer than some milliseconds. It then
  /// runs in the fiber of the visit, and yields.
  virtual bool takes_long() const { return false; }

  /// Processes the next bytes of the body. An error aborts the exchange. Blocks
  /// the calling fiber only if the use writes or takes_long().
  virtual Result<void> take(std::string_view bytes) = 0;

  /// Completes the body. Called only if the whole body was received. Blocks the
  /// calling fiber only if the use writes.
  virtual Result<void> finish() = 0;

  /// Writes the result of this use into the record `visit`.
  virtual void record(Visit& visit) = 0;
};

using BodyUses = std::vector<std::unique_ptr<BodyUse>>;

/// The memory for the links of a page. A page of a few bytes has no need of it;
/// one that may grow to 100,000 links takes the most that a page can need, and
/// waits while other pages of the run have it.
struct LinkMemory {
  SiteMemory& memory;
  MemoryHold& hold;
};

/// Creates a use that finds the links and anchors of a page. `options` and what
/// `memory` refers to must outlive it.
std::unique_ptr<BodyUse> find_links(const VisitorOptions& options,
                                    Purpose purpose, LinkMemory memory);

/// Creates a use that finds the encoding of a text and the title of a page.
std::unique_ptr<BodyUse> describe_text();

/// Creates a use that reads the robots.txt rules for the product token
/// `product`.
std::unique_ptr<BodyUse> read_robots(std::string_view product);

/// Creates a use that computes the SHA-256 hash of the body.
std::unique_ptr<BodyUse> hash_body();

/// Creates a use that keeps the whole body for the record.
std::unique_ptr<BodyUse> keep_body();

/// Creates a use that saves the body in the folder of `options` if the
/// response's status is accepted. `method` is the request method of the visit.
/// `options` must outlive the use.
std::unique_ptr<BodyUse> save_body(const VisitorOptions& options,
                                   const Candidate& candidate,
                                   std::string_view method);

/// Creates the body uses that `options` select. `options` and what `memory`
/// refers to must outlive them.
BodyUses uses_of(const VisitorOptions& options, const Candidate& candidate,
                 std::string_view method, LinkMemory memory);

}  // namespace gfetch::crawl
