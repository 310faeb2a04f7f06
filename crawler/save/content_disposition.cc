#include <optional>
#include <string>
#include <string_view>

#include "save/file_name.h"
#include "web/charset/charset.h"
#include "web/text/ascii.h"
#include "web/text/text.h"
#include "web/text/utf8.h"

namespace gfetch::save {
namespace {

bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  if (text.empty()) return false;
  for (const char c : text) {
    const bool known = web::is_letter(c) || web::is_digit(c) ||
                       kMarks.find(c) != std::string_view::npos;
    if (!known) return false;
  }
  return true;
}

/// Takes a parameter off `text`: the characters up to the next semicolon that
/// is not within quotes.
std::string_view take_parameter(std::string_view& text) {
  bool quoted = false;
  std::size_t end = 0;
  for (; end < text.size() && (quoted || text[end] != ';'); ++end) {
    if (text[end] == '"') quoted = !quoted;
    if (text[end] == '\\' && quoted && end + 1 < text.size()) ++end;
  }
  const std::string_view parameter = text.substr(0, end);
  text.remove_prefix(end == text.size() ? end : end + 1);
  return web::trimmed(parameter);
}

/// Converts the bytes of a header to UTF-8: they are already UTF-8, or else
/// Latin-1.
std::string as_utf8(std::string bytes) {
  if (web::is_valid_utf8(bytes)) return bytes;
  return web::text_in(*web::encoding_labelled("latin1"), bytes)
      .value_or(web::to_valid_utf8(bytes));
}

/// Decodes an extended value (RFC 8187) such as `UTF-8'en'%e2%82%ac`; nothing
/// when `value` does not have that form.
std::optional<std::string> extended(std::string_view value) {
  if (value.find('"') != value.npos) return std::nullopt;
  const web::Encoding* const encoding =
      web::encoding_labelled(web::take_until(value, '\''));
  const std::size_t language_end = value.find('\'');
  if (encoding == nullptr || language_end == value.npos) return std::nullopt;
  value.remove_prefix(language_end + 1);
  return web::text_in(*encoding, web::percent_decode(value));
}

}  // namespace

std::string disposition_file_name(std::string_view content_disposition) {
  std::string_view rest = content_disposition;
  const std::string_view type = rest.substr(0, rest.find(';'));
  if (is_token(web::trimmed(type))) web::take_until(rest, ';');
  std::optional<std::string> plain;
  std::optional<std::string> wide;
  while (!rest.empty()) {
    std::string_view value = take_parameter(rest);
    if (value.empty()) continue;
    if (value.find('=') == value.npos) break;
    const std::string name =
        web::lower(web::trimmed(web::take_until(value, '=')));
    value = web::trimmed(value);
    if (name == "filename" && !plain) {
      plain = as_utf8(web::percent_decode(web::unquoted(value)));
    } else if (name == "filename*" && !wide) {
      wide = extended(value);
    }
  }
  return wide ? *wide : plain.value_or("");
}

}  // namespace gfetch::save
