#pragma once
/// Parsers of option values: numbers, sizes, times, headers. All are pure
/// functions. Their errors are phrases that follow the option's name: `expected
/// a size such as 64M, not "x"`.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/fiber/clock.h"
#include "gfetch/http/http.h"
#include "gfetch/http/http_client.h"
#include "gfetch/net/resolver.h"
#include "gfetch/net/result.h"
#include "gfetch/web/usage_error.h"

namespace gfetch {

template <class T>
using Parsed = Result<T, UsageError>;

/// Makes the error `expected WHAT, not "FOUND"`.
UsageError expected(std::string_view what, std::string_view found);

/// Returns `text` as printable ASCII, in which every other byte is escaped as
/// `\x1b`.
std::string printable(std::string_view text);

/// Returns `text` as printable ASCII in double quotes, truncated after 80
/// bytes.
std::string in_quotes(std::string_view text);

/// Parses a whole number from `least` to `most`.
Parsed<std::uint64_t> parse_count(std::string_view text, std::uint64_t least,
                                  std::uint64_t most);

/// Parses a number of bytes such as `1256`, `64k`, `1.5M` or `2G`. The letters
/// are powers of 1024.
Parsed<std::uint64_t> parse_size(std::string_view text);

/// Parses a duration: a number of seconds, or a number with a unit: `5`, `0.5`,
/// `500ms`, `30s`, `2m`, `1h`, `1d`.
Parsed<Duration> parse_duration(std::string_view text);

/// Parses the value of a flag: `yes`, `true`, `on`, `1` or their opposites.
Parsed<bool> parse_bool(std::string_view text);

/// Parses a header `Name: value`, or `Name;` for an empty value. Rejects a name
/// that is not a token (RFC 9110, 5.6.2), and a value with a line break or NUL,
/// which would end the header.
Parsed<http::Header> parse_header(std::string_view text);

/// Parses the value of a header. Rejects a line break or NUL, which would end
/// the header.
Parsed<std::string> parse_field_value(std::string_view text);

/// Parses a request method: a token by RFC 9110, whose case is kept.
Parsed<std::string> parse_method(std::string_view text);

/// Parses byte ranges in the syntax of a Range header: `0-499,-500`.
Parsed<std::string> parse_range(std::string_view text);

/// Parses `HOST:PORT:ADDRESS` by parse_resolve_override().
Parsed<http::ResolveOverride> parse_resolve(std::string_view text);

/// Parses name servers, separated by commas, by parse_name_server().
Parsed<std::vector<net::NameServer>> parse_name_servers(std::string_view text);

/// Returns the shortest text that parse_duration() parses as `duration`.
std::string text_of(Duration duration);

/// Returns the shortest text that parse_size() parses as `bytes`.
std::string size_text(std::uint64_t bytes);

}  // namespace gfetch
