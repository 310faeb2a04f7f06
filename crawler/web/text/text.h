#pragma once
/// Small steps in reading text, as headers and files have it. ASCII only.

#include <cstdint>
#include <string>
#include <string_view>

namespace gfetch::web {

/// Without blanks and tabs at its ends.
std::string_view trimmed(std::string_view text);

/// Takes what stands before the first `separator` off `text`, and the
/// separator with it; all of it when there is none.
std::string_view take_until(std::string_view& text, char separator);

/// As take_until the newline, and without the CR before it.
std::string_view take_line(std::string_view& text);

/// Takes a quoted string (RFC 9110, 5.6.4) off `text`, which begins with its
/// quote, and says what it holds. Servers forget to close it: then all of it.
std::string take_quoted(std::string_view& text);

/// `value` out of its quotes, if it has any.
std::string unquoted(std::string_view value);

/// The character that `\letter` stands for; 0 when it stands for none.
char escaped(char letter);

std::string lower(std::string_view text);

/// As the names of headers are compared.
bool equal_without_case(std::string_view one, std::string_view other);

/// Appends a character; U+FFFD for 0 and for numbers that are none.
void append_utf8(std::string& out, std::uint32_t character);

/// RFC 4648, 4.
std::string base64(std::string_view bytes);

}  // namespace gfetch::web
