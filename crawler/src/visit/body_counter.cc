#include "body_counter.h"

#include <string>
#include <utility>

#include "gfetch/crawler/redirect.h"

namespace gfetch::detail {

void BodyCounter::reset() {
  status_code_ = 0;
  version_ = HttpVersion::kUnknown;
  bytes_ = wire_bytes_ = 0;
  decoder_.reset();
  redirect_.reset();
}

Result<void> BodyCounter::on_response(const Response& response) {
  status_code_ = response.status_code;
  version_ = response.version;
  if (redirects_ == Redirects::kSkip &&
      leads_on(response.status_code, location_of(response.headers))) {
    redirect_ = response;
    return {};
  }
  if (!BodyDecoder::needed_for(response.headers)) return {};
  Result<BodyDecoder> decoder = BodyDecoder::create(
      response.headers, {.max_bytes = max_bytes_},
      [this](std::string_view bytes) { return count(bytes); });
  if (!decoder) return std::move(decoder).error();
  decoder_.emplace(std::move(*decoder));
  return {};
}

Result<void> BodyCounter::on_data(std::string_view bytes) {
  wire_bytes_ += bytes.size();
  if (redirect_) return skip();
  return decoder_ ? decoder_->feed(bytes) : count(bytes);
}

// A body that only the end of the connection ends may never end.
Result<void> BodyCounter::skip() const {
  constexpr std::uint64_t kShort = std::uint64_t{64} * 1024;
  const bool ends_by_itself =
      find_header(redirect_->headers, "Content-Length") != nullptr ||
      find_header(redirect_->headers, "Transfer-Encoding") != nullptr ||
      version_ == HttpVersion::k2;
  if (ends_by_itself && wire_bytes_ <= kShort) return {};
  return Error{ErrorKind::kBodyTooLarge, "the body of a redirect is not read"};
}

Result<void> BodyCounter::finish() {
  if (!decoder_) return {};
  return decoder_->finish();
}

Result<void> BodyCounter::count(std::string_view bytes) {
  bytes_ += bytes.size();
  if (max_bytes_ == 0 || bytes_ <= max_bytes_) return {};
  bytes_ = max_bytes_;
  return Error{
      ErrorKind::kBodyTooLarge,
      "the body is larger than " + std::to_string(max_bytes_) + " bytes"};
}

}  // namespace gfetch::detail
