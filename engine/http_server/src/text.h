#pragma once
/// Small functions on the texts of HTTP.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gfetch::http::server {

/// Compares without the case of ASCII letters.
bool equals_without_case(std::string_view a, std::string_view b) noexcept;

/// Returns `text` without spaces and tabs around it.
std::string_view trimmed(std::string_view text) noexcept;

/// True for a token (RFC 9110, 5.6.2), such as a method or a field's name.
bool is_token(std::string_view text) noexcept;
bool is_token_character(char c) noexcept;

/// True if `value` may be a field's: no control character but the tab.
bool is_field_value(std::string_view value) noexcept;

/// True if the comma-separated `list` has `item`, compared without case.
bool list_has(std::string_view list, std::string_view item) noexcept;

/// Returns `list` up to its first comma, and takes that off `list`.
std::string_view take_item(std::string_view& list) noexcept;

/// Parses a decimal number without a sign, of at most 19 digits.
std::optional<std::uint64_t> parse_number(std::string_view digits) noexcept;

/// The value of a hexadecimal digit; -1 for another character.
int hex_value(char c) noexcept;

/// Decodes percent-encoding. Returns nullopt if an escape is broken.
std::optional<std::string> percent_decoded(std::string_view text);

/// Returns the decoded text of base64 (RFC 4648, 4); nullopt if it is none.
std::optional<std::string> base64_decoded(std::string_view text);
std::string base64_encoded(std::string_view bytes);

/// True if `text` is UTF-8: no overlong form, no surrogate.
bool is_utf8(std::string_view text) noexcept;

}  // namespace gfetch::http::server
