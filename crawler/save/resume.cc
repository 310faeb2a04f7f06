#include "save/resume.h"

#include "gfetch/web/cookie_jar.h"
#include "web/coding/decode.h"
#include "web/text/number.h"
#include "web/text/text.h"

namespace gfetch::save {
namespace {

std::string_view value_of(const std::vector<http::Header>& headers,
                          std::string_view name) {
  const http::Header* const header = find_header(headers, name);
  return header == nullptr ? std::string_view() : header->value;
}

/// Returns true if the ETag is strong. A weak ETag does not identify bytes, so
/// it cannot be used to resume a body.
bool is_strong_etag(std::string_view value) {
  return value.size() >= 2 && value.starts_with('"') && value.ends_with('"');
}

/// Returns true if Last-Modified is at least a second before Date. Within the
/// same second the resource may change again.
bool is_settled(std::string_view last_modified, std::string_view date) {
  const auto changed = web::parse_cookie_date(last_modified);
  const auto answered = web::parse_cookie_date(date);
  return changed && answered && *answered - *changed >= std::chrono::seconds(1);
}

}  // namespace

std::optional<PartOrigin> origin_of(const std::vector<http::Header>& headers) {
  if (web::BodyDecoder::needed_for(headers)) return std::nullopt;
  PartOrigin origin{.validator = std::string(value_of(headers, "ETag")),
                    .length = web::whole_number<std::uint64_t>(
                        value_of(headers, "Content-Length"))};
  if (is_strong_etag(origin.validator)) return origin;
  origin.validator = value_of(headers, "Last-Modified");
  if (!is_settled(origin.validator, value_of(headers, "Date"))) return {};
  return origin;
}

std::string text_of(const PartOrigin& origin) {
  std::string text = "validator " + origin.validator + '\n';
  if (origin.length) text += "length " + std::to_string(*origin.length) + '\n';
  return text;
}

std::optional<PartOrigin> parse_part_origin(std::string_view text) {
  PartOrigin origin;
  while (!text.empty()) {
    std::string_view value = web::take_line(text);
    const std::string_view name = web::take_until(value, ' ');
    if (name == "validator") origin.validator = value;
    if (name == "length")
      origin.length = web::whole_number<std::uint64_t>(value);
  }
  const bool sendable = origin.validator.find_first_of(
                            std::string_view("\r\n\0", 3)) == std::string::npos;
  if (origin.validator.empty() || !sendable) return std::nullopt;
  return origin;
}

std::optional<ContentRange> parse_content_range(std::string_view value) {
  if (!web::equal_without_case(web::take_until(value, ' '), "bytes")) {
    return std::nullopt;
  }
  value = web::trimmed(value);
  const auto first =
      web::whole_number<std::uint64_t>(web::take_until(value, '-'));
  const auto last =
      web::whole_number<std::uint64_t>(web::take_until(value, '/'));
  if (!first || !last || *first > *last) return std::nullopt;
  if (value == "*") return ContentRange{*first, *last, std::nullopt};
  const auto total = web::whole_number<std::uint64_t>(value);
  if (!total || *last >= *total) return std::nullopt;
  return ContentRange{*first, *last, total};
}

bool continues(const std::vector<http::Header>& headers,
               const PartOrigin& origin, std::uint64_t first) {
  const auto range = parse_content_range(value_of(headers, "Content-Range"));
  if (!range || range->first != first ||
      web::BodyDecoder::needed_for(headers)) {
    return false;
  }
  if (range->total && range->last + 1 != *range->total) return false;
  if (range->total && origin.length && *range->total != *origin.length) {
    return false;
  }
  const std::string_view etag = value_of(headers, "ETag");
  return etag.empty() || !is_strong_etag(origin.validator) ||
         etag == origin.validator;
}

}  // namespace gfetch::save
