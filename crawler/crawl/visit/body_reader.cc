#include "crawl/visit/body_reader.h"

#include <algorithm>
#include <string>
#include <utility>

#include "crawl/policy/redirect.h"
#include "gfetch/fiber/fiber.h"

namespace gfetch::crawl {

void BodyReader::reset(http::Request& request) {
  status_code_ = 0;
  version_ = http::HttpVersion::kUnknown;
  bytes_ = wire_bytes_ = 0;
  decoder_.reset();
  unread_.reset();
  for (const auto& use : uses_) use->prepare(request);
}

bool BodyReader::wants_anew() const {
  return std::ranges::any_of(
      uses_, [](const auto& use) { return use->wants_restart(); });
}

bool BodyReader::continued() const {
  return std::ranges::any_of(uses_,
                             [](const auto& use) { return use->continued(); });
}

std::optional<http::Response> BodyReader::enough() const {
  for (const auto& use : uses_) {
    if (auto response = use->enough()) return response;
  }
  return std::nullopt;
}

Result<void> BodyReader::on_response(const http::Response& response) {
  status_code_ = response.status_code;
  version_ = response.version;
  if (of_no_interest(response)) {
    unread_ = response;
    return {};
  }
  for (const auto& use : uses_) {
    if (Result<void> begun = use->begin(response); !begun) return begun;
  }
  if (Result<void> recalled = take_back(); !recalled) return recalled;
  if (!web::BodyDecoder::needed_for(response.headers)) return {};
  Result<web::BodyDecoder> decoder = web::BodyDecoder::create(
      response.headers, limits_,
      [this](std::string_view bytes) { return take(bytes); });
  if (!decoder) return std::move(decoder).error();
  decoder_.emplace(std::move(*decoder));
  return {};
}

bool BodyReader::of_no_interest(const http::Response& response) const {
  // The body of a redirect is not shown to the user.
  if (redirects_ == Redirects::kSkip &&
      leads_on(response.status_code, location_of(response.headers))) {
    return true;
  }
  return reading_ == Reading::kIfWanted &&
         std::ranges::none_of(
             uses_, [&](const auto& use) { return use->wants(response); });
}

// Passes the part of the body that one use already has to all other uses.
Result<void> BodyReader::take_back() {
  for (const auto& owner : uses_) {
    Result<void> recalled = owner->take_back([&](std::string_view bytes) {
      yield();  // yields, because the stored part may be long
      return use(bytes, owner.get());
    });
    if (!recalled) return recalled;
  }
  return {};
}

bool BodyReader::takes_at_once() const {
  return !decoder_ && std::ranges::none_of(uses_, [](const auto& use) {
    return use->takes_long();
  });
}

Result<void> BodyReader::on_data(std::string_view bytes) {
  wire_bytes_ += bytes.size();
  if (unread_) return skip();
  return decoder_ ? decoder_->feed(bytes) : take(bytes);
}

// Discards the bytes of an unread body. Aborts the exchange if the body is
// long, or if only the end of the connection ends it, because such a body may
// be endless.
Result<void> BodyReader::skip() const {
  constexpr std::uint64_t kShort = std::uint64_t{64} * 1024;
  const bool ends_by_itself =
      find_header(unread_->headers, "Content-Length") != nullptr ||
      find_header(unread_->headers, "Transfer-Encoding") != nullptr ||
      version_ >= http::HttpVersion::k2;
  // Reading a short body is cheaper than opening a new connection.
  if (ends_by_itself && wire_bytes_ <= kShort) return {};
  return Error{ErrorKind::kBodyTooLarge, "nobody reads this body"};
}

Result<void> BodyReader::finish() {
  // A body that was not needed need not be complete.
  if (unread_ || enough()) return {};
  if (decoder_) {
    if (Result<void> whole = decoder_->finish(); !whole) return whole;
  }
  for (const auto& use : uses_) {
    if (Result<void> used = use->finish(); !used) return used;
  }
  return {};
}

void BodyReader::record(Visit& visit) {
  visit.bytes = bytes_;
  if (status_code_ == 0 || unread_) return;
  for (const auto& use : uses_) use->record(visit);
}

Result<void> BodyReader::take(std::string_view bytes) {
  const std::uint64_t room =
      limits_.max_bytes - std::min(limits_.max_bytes, bytes_);
  if (limits_.max_bytes == 0 || bytes.size() <= room) return use(bytes);
  if (Result<void> used = use(bytes.substr(0, room)); !used) return used;
  return Error{ErrorKind::kBodyTooLarge, "the body is larger than " +
                                             std::to_string(limits_.max_bytes) +
                                             " bytes"};
}

Result<void> BodyReader::use(std::string_view bytes, const BodyUse* but_for) {
  bytes_ += bytes.size();
  for (const auto& use : uses_) {
    if (use.get() == but_for) continue;
    if (Result<void> taken = use->take(bytes); !taken) return taken;
  }
  return {};
}

}  // namespace gfetch::crawl
