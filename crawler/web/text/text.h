#pragma once
/// Small functions to parse the text of header fields and files. They treat
/// only ASCII specially.

#include <cstdint>
#include <string>
#include <string_view>

namespace gfetch::web {

/// Removes spaces and tabs at both ends of `text`.
std::string_view trimmed(std::string_view text);

/// Removes the text before the first `separator`, and the separator, from
/// `text`, and returns it. Without a separator all of `text` is removed.
std::string_view take_until(std::string_view& text, char separator);

/// Removes a line from the start of `text`. Returns the line without its LF or
/// CRLF.
std::string_view take_line(std::string_view& text);

/// Removes a quoted string (RFC 9110, 5.6.4) from `text`, which starts with the
/// opening quote, and returns its value. Without a closing quote all of `text`
/// is removed, because some servers omit the quote.
std::string take_quoted(std::string_view& text);

/// Returns the value of a quoted string, or `value` itself when it is not
/// quoted.
std::string unquoted(std::string_view value);

/// Returns the control character of the escape `\n`, `\r` or `\t`; 0 for any
/// other letter.
char control_escaped_by(char letter);

/// Returns `text` with its ASCII letters in lower case.
std::string lower(std::string_view text);

/// Returns true if two texts are equal when the case of ASCII letters is
/// ignored.
bool equal_without_case(std::string_view one, std::string_view other);

/// Appends a character in UTF-8. The numbers 0, surrogates and numbers beyond
/// Unicode become U+FFFD.
void append_utf8(std::string& out, std::uint32_t character);

/// Encodes `bytes` in base64 (RFC 4648, 4).
std::string base64(std::string_view bytes);

}  // namespace gfetch::web
