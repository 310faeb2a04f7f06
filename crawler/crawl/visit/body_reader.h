#pragma once
/// Where the bodies of a visit go: decoded, measured against the cap, and
/// handed to those who use them.

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

  /// `max_bytes` decoded ones; 0 is no limit. With kSkip the body of an answer
  /// that leads on is of no interest: a short one is let go by, for the sake
  /// of the connection, any other ends the exchange. With kIfWanted the same
  /// goes for a body that no use wants.
  BodyReader(std::uint64_t max_bytes, Redirects redirects, Reading reading,
             BodyUses uses)
      : max_bytes_(max_bytes),
        redirects_(redirects),
        reading_(reading),
        uses_(std::move(uses)) {}
  BodyReader(const BodyReader&) = delete;
  BodyReader& operator=(const BodyReader&) = delete;

  /// Forgets the last exchange, and adds to the next one's request what would
  /// help.
  void reset(http::Request& request);

  Result<void> on_response(const http::Response& response) override;
  Result<void> on_data(std::string_view bytes) override;
  bool takes_at_once() const override { return true; }

  /// To be asked when the exchange went well: was the body whole?
  /// Blocks the calling fiber only if a use of it does.
  Result<void> finish();

  /// Writes the results of the body into `visit`.
  void record(Visit& visit);

  /// Whether the exchange is to be repeated, for its request asked too much.
  bool wants_anew() const;

  /// Whether what came is the rest of a body that was cut off before.
  bool continued() const;

  /// The answer whose body was of no interest: an exchange that failed after it
  /// came has done all that it was for.
  std::optional<http::Response>& unread() { return unread_; }

  /// The response whose body a use had enough of: as for unread().
  std::optional<http::Response> enough() const;

  /// Of the exchange: 0 when there was no response.
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

  std::uint64_t max_bytes_;
  Redirects redirects_;
  Reading reading_;
  BodyUses uses_;
  std::optional<http::Response> unread_;
  int status_code_ = 0;
  http::HttpVersion version_ = http::HttpVersion::kUnknown;
  std::uint64_t bytes_ = 0;
  std::uint64_t wire_bytes_ = 0;
  std::optional<web::BodyDecoder> decoder_;  ///< absent: nothing is coded
};

}  // namespace gfetch::crawl
