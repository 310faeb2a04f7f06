#include "body_counter.h"

#include <string>
#include <utility>

namespace gfetch::detail {

void BodyCounter::reset() {
  status_code_ = 0;
  version_ = HttpVersion::kUnknown;
  bytes_ = wire_bytes_ = 0;
  decoder_.reset();
}

Result<void> BodyCounter::on_response(const Response& response) {
  status_code_ = response.status_code;
  version_ = response.version;
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
  return decoder_ ? decoder_->feed(bytes) : count(bytes);
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
