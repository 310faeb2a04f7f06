#pragma once
/// The body sink of a visit: decodes the body, limits its size, and passes it
/// to the body uses.
///
///   on_response ──┬─ not needed ──► unread: a short body is discarded, a long
///                 │                 one aborts the exchange
///                 └─ needed ──► [stored part] ──► decoder ──► body uses
///
/// Invariants:
/// - A body use receives each decoded byte once, and at most `max_bytes` bytes.
/// - finish() is called for the uses only if the body is complete.

#include <cstdint>
#include <optional>
#include <string_view>

#include "crawl/body/body_use.h"
#include "gfetch/http/http.h"
#include "web/coding/decode.h"

namespace gfetch::crawl {

class BodyReader final : public http::BodySink {
 public:
  enum class Redirects { kRead, kSkip };
  enum class Reading { kAlways, kIfWanted };

  /// Creates a sink for bodies within `limits`, whose `max_bytes` holds for
  /// bodies without a coding, too. With kSkip, the body of
  /// a redirect is not read: a short one is discarded, so that the connection
  /// can be reused, and a long one aborts the exchange. With kIfWanted, the
  /// same applies to a body that no use needs.
  BodyReader(web::DecodeLimits limits, Redirects redirects, Reading reading,
             BodyUses uses)
      : limits_(std::move(limits)),
        redirects_(redirects),
        reading_(reading),
        uses_(std::move(uses)) {}
  BodyReader(const BodyReader&) = delete;
  BodyReader& operator=(const BodyReader&) = delete;

  /// Discards the state of the last exchange, and adds the headers that the
  /// body uses need to the next `request`.
  void reset(http::Request& request);

  Result<void> on_response(const http::Response& response) override;
  Result<void> on_data(std::string_view bytes) override;
  /// Returns false for a body that is decoded or searched for links, which may
  /// take long: the fiber does this in slices, and other fibers run in between.
  bool takes_at_once() const override;

  /// Completes the body after a successful exchange. Returns an error if the
  /// body is incomplete. Blocks the calling fiber only if a body use does.
  Result<void> finish();

  /// Writes the results of the body uses into `visit`.
  void record(Visit& visit);

  /// Returns true if the request must be repeated without the headers that the
  /// body uses added.
  bool wants_anew() const;

  /// Returns true if the response contains the rest of a partial body.
  bool continued() const;

  /// The response whose body is not read. An exchange that fails after this
  /// response counts as successful.
  std::optional<http::Response>& unread() { return unread_; }

  /// Returns the response of which a body use had enough; such an exchange
  /// counts as successful, too.
  std::optional<http::Response> enough() const;

  /// Returns the status of the exchange; 0 if there was no response.
  int status_code() const { return status_code_; }
  http::HttpVersion version() const { return version_; }
  std::uint64_t bytes() const { return bytes_; }
  std::uint64_t wire_bytes() const { return wire_bytes_; }

 private:
  Result<void> take(std::string_view bytes);
  Result<void> use(std::string_view bytes, const BodyUse* but_for = nullptr);
  Result<void> take_back();
  bool of_no_interest(const http::Response& response) const;
  Result<void> skip() const;

  web::DecodeLimits limits_;
  Redirects redirects_;
  Reading reading_;
  BodyUses uses_;
  std::optional<http::Response> unread_;
  int status_code_ = 0;
  http::HttpVersion version_ = http::HttpVersion::kUnknown;
  std::uint64_t bytes_ = 0;
  std::uint64_t wire_bytes_ = 0;
  /// The decoder of the body; absent for a body without content coding.
  std::optional<web::BodyDecoder> decoder_;
};

}  // namespace gfetch::crawl
