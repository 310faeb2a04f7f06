#pragma once
/// Small functions to parse the text of header fields and files. They treat
/// only ASCII specially.

#include <cstdint>
#include <string>
#include <string_view>

namespace gfetch::web {

/// Removes spaces and tabs at both ends of `text`.
std::string_view trimmed(std::string_view text);

/// Takes the text before the first `separator`, and the separator, off `text`.
/// Takes all of it when there is none.
std::string_view take_until(std::string_view& text, char separator);

/// Takes a line off `text`. Returns it without its LF or CRLF.
std::string_view take_line(std::string_view& text);

/// Takes a quoted string (RFC 9110, 5.6.4) off `text`, which starts with its
/// opening quote, and returns its value. Without a closing quote it takes all
/// of `text`, for servers that forget it.
std::string take_quoted(std::string_view& text);

/// The value of a quoted string; `value` itself when it is not quoted.
std::string unquoted(std::string_view value);

/// The control character that `\n`, `\r` or `\t` stands for; 0 for other
/// letters.
char control_escaped_by(char letter);

/// `text` with ASCII letters in lower case.
std::string lower(std::string_view text);

/// Whether two texts are equal when ASCII case is ignored.
bool equal_without_case(std::string_view one, std::string_view other);

/// Appends a character in UTF-8; U+FFFD for 0, surrogates and numbers beyond
/// Unicode.
void append_utf8(std::string& out, std::uint32_t character);

/// Encodes `bytes` in base64 (RFC 4648, 4).
std::string base64(std::string_view bytes);

}  // namespace gfetch::web
