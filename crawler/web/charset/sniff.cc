// The detection of a text's character encoding.
#include "web/charset/charset.h"
#include "web/text/text.h"

namespace gfetch::web {
namespace {

/// Returns true for the JSON types, which have no charset parameter: JSON is
/// always UTF-8.
bool is_json(std::string_view essence) {
  return essence == "application/json" || essence.ends_with("+json");
}

/// Returns the encoding in an XML declaration: `<?xml version="1.0"
/// encoding="LABEL"?>`.
const Encoding* encoding_in_declaration(std::string_view head) {
  if (!head.starts_with("<?xml")) return nullptr;
  head = head.substr(0, head.find('>'));
  const std::size_t at = head.find("encoding");
  if (at == head.npos) return nullptr;
  head.remove_prefix(at);
  const std::size_t quote = head.find_first_of("\"'");
  if (quote == head.npos) return nullptr;
  const std::string_view label = head.substr(quote + 1);
  return encoding_labelled(label.substr(0, label.find(head[quote])));
}

/// Returns the encoding in `@charset "LABEL";` at the start of a style sheet. A
/// declaration of UTF-16 means UTF-8: in UTF-16 the declaration could not have
/// been read.
const Encoding* encoding_in_style(std::string_view head) {
  constexpr std::string_view kRule = "@charset \"";
  if (!head.starts_with(kRule)) return nullptr;
  head.remove_prefix(kRule.size());
  const std::size_t end = head.find("\";");
  if (end == head.npos) return nullptr;
  const Encoding* const named = encoding_labelled(head.substr(0, end));
  const bool utf16 = named != nullptr && named->name.starts_with("UTF-16");
  return utf16 ? encoding_labelled("utf-8") : named;
}

}  // namespace

bool MediaType::is_html() const {
  return essence == "text/html" || essence == "application/xhtml+xml";
}

bool MediaType::is_css() const {
  return essence == "text/css";
}

bool MediaType::is_xml() const {
  return essence.ends_with("+xml") || essence.ends_with("/xml") ||
         essence.ends_with("/x-xml");
}

bool MediaType::is_text() const {
  return essence.starts_with("text/") || is_xml() ||
         essence.ends_with("+json") || essence == "application/json" ||
         essence == "application/javascript" ||
         essence == "application/x-javascript" ||
         essence == "application/x-ndjson" ||
         essence == "application/x-www-form-urlencoded";
}

MediaType parse_media_type(std::string_view content_type) {
  MediaType type;
  type.essence = lower(trimmed(take_until(content_type, ';')));
  while (!content_type.empty() && type.charset.empty()) {
    std::string_view value = take_until(content_type, ';');
    const std::string_view name = trimmed(take_until(value, '='));
    if (equal_without_case(name, "charset")) {
      type.charset = unquoted(trimmed(value));
    }
  }
  return type;
}

Charset charset_of(const MediaType& type, std::string_view head,
                   MetaPrescan prescan) {
  if (head.starts_with("\xEF\xBB\xBF")) return {encoding_labelled("utf-8"), 3};
  if (head.starts_with("\xFE\xFF")) return {encoding_labelled("utf-16be"), 2};
  if (head.starts_with("\xFF\xFE")) return {encoding_labelled("utf-16le"), 2};
  if (const Encoding* named = encoding_labelled(type.charset)) return {named};
  if (is_json(type.essence)) return {encoding_labelled("utf-8")};
  head = head.substr(0, kPrescanLimit);
  if (type.is_xml()) {
    if (const Encoding* said = encoding_in_declaration(head)) return {said};
  }
  if (type.is_css()) return {encoding_in_style(head)};
  if (!type.is_html()) return {};
  return {prescan(head)};
}

}  // namespace gfetch::web
