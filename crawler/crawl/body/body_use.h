#pragma once
/// The uses that a visit makes of its body: each sees it decoded, as it streams
/// by, and puts what it came to into the visit.

#include <memory>
#include <string_view>
#include <vector>

#include "crawl/visit/visitor.h"
#include "gfetch/crawl/candidate.h"
#include "gfetch/crawl/visit.h"
#include "gfetch/http/http.h"
#include "gfetch/net/result.h"
#include "web/coding/decode.h"

namespace gfetch::crawl {

class BodyUse {
 public:
  virtual ~BodyUse() = default;

  /// Whether the body of `response` is of any use to it.
  /// Never blocks.
  virtual bool wants(const http::Response& /*response*/) const { return true; }

  /// Before each exchange: adds to `request` what would help.
  /// Never blocks longer than a disk does.
  virtual void prepare(http::Request& /*request*/) {}

  /// The body of `response` begins. What came of one before it is void.
  /// Blocks the calling fiber only if it writes.
  virtual Result<void> begin(const http::Response& response) = 0;

  /// After begin(): hands over what it has of this body from exchanges before.
  /// Blocks the calling fiber if `output` does.
  virtual Result<void> recall(const web::BodyDecoder::Output& /*output*/) {
    return {};
  }

  /// Whether the exchange ended for the sake of one without what prepare()
  /// added.
  /// Never blocks.
  virtual bool wants_anew() const { return false; }

  /// Whether this exchange brought the rest of a body, all of which it has now.
  /// Never blocks.
  virtual bool continued() const { return false; }

  /// The next bytes. An error ends the exchange.
  /// Blocks the calling fiber only if it writes.
  virtual Result<void> take(std::string_view bytes) = 0;

  /// The body was whole.
  /// Blocks the calling fiber only if it writes.
  virtual Result<void> finish() = 0;

  /// Puts into `visit` what is known of the body.
  /// Never blocks.
  virtual void record(Visit& visit) = 0;
};

using BodyUses = std::vector<std::unique_ptr<BodyUse>>;

/// What it leads to. The options outlive the use.
std::unique_ptr<BodyUse> find_links(const VisitorOptions& options,
                                    Purpose purpose);

/// Its encoding and, of a page, its title.
std::unique_ptr<BodyUse> describe_text();

/// Its SHA-256.
std::unique_ptr<BodyUse> hash_body();

/// All of it, for the record.
std::unique_ptr<BodyUse> keep_body();

/// A file for it in the folder of `options`, when its status is accepted.
/// `method` is that of the visit; the options outlive the use.
std::unique_ptr<BodyUse> save_body(const VisitorOptions& options,
                                   const Candidate& candidate,
                                   std::string_view method);

/// Those that `options`, which outlive them, ask for.
BodyUses uses_of(const VisitorOptions& options, const Candidate& candidate,
                 std::string_view method);

}  // namespace gfetch::crawl
