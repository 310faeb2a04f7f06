#pragma once
/// Where the bodies of a visit go: decoded, measured against the cap, and let
/// go of.

#include <cstdint>
#include <optional>
#include <string_view>

#include "gfetch/crawler/decode.h"
#include "gfetch/engine/http.h"

namespace gfetch::detail {

class BodyCounter final : public BodySink {
 public:
  /// `max_bytes` decoded ones; 0 is no limit.
  explicit BodyCounter(std::uint64_t max_bytes) : max_bytes_(max_bytes) {}
  BodyCounter(const BodyCounter&) = delete;
  BodyCounter& operator=(const BodyCounter&) = delete;

  /// Forgets the last exchange.
  void reset();

  Result<void> on_response(const Response& response) override;
  Result<void> on_data(std::string_view bytes) override;

  /// To be asked when the exchange went well: was the body whole?
  Result<void> finish();

  /// Of the exchange: 0 when there was no response.
  int status_code() const { return status_code_; }
  HttpVersion version() const { return version_; }
  std::uint64_t bytes() const { return bytes_; }
  std::uint64_t wire_bytes() const { return wire_bytes_; }

 private:
  Result<void> count(std::string_view bytes);

  std::uint64_t max_bytes_;
  int status_code_ = 0;
  HttpVersion version_ = HttpVersion::kUnknown;
  std::uint64_t bytes_ = 0;
  std::uint64_t wire_bytes_ = 0;
  std::optional<BodyDecoder> decoder_;  ///< absent: nothing is coded
};

}  // namespace gfetch::detail
