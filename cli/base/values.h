#pragma once
/// Parsers of option values: numbers, sizes, times, headers. All are pure. The
/// error is a sentence that follows the option's name: `expected a size such as
/// 64M, not "x"`.

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

/// The error `expected WHAT, not "FOUND"`.
UsageError expected(std::string_view what, std::string_view found);

/// `text` as printable ASCII: every other byte is escaped as `\x1b`.
std::string printable(std::string_view text);

/// `text` as printable ASCII in double quotes, cut after 80 bytes.
std::string in_quotes(std::string_view text);

/// Parses a whole number from `least` to `most`.
Parsed<std::uint64_t> parse_count(std::string_view text, std::uint64_t least,
                                  std::uint64_t most);

/// Parses a number of bytes: `1256`, `64k`, `1.5M`, `2G`; the letters are
/// powers of 1024.
Parsed<std::uint64_t> parse_size(std::string_view text);

/// Parses a time, in seconds unless it has a unit: `5`, `0.5`, `500ms`, `30s`,
/// `2m`, `1h`, `1d`.
Parsed<Duration> parse_duration(std::string_view text);

/// Parses `yes`, `true`, `on`, `1` and their opposites, the values of flags.
Parsed<bool> parse_bool(std::string_view text);

/// Parses `Name: value`, or `Name;` for an empty value. Refuses a name that is
/// no token, and a value with a line break or NUL, which would end the field.
Parsed<http::Header> parse_header(std::string_view text);

/// Parses the value of a field. Refuses a line break or NUL, which would end
/// the field.
Parsed<std::string> parse_field_value(std::string_view text);

/// Parses a method: a token of RFC 9110, case kept.
Parsed<std::string> parse_method(std::string_view text);

/// Parses ranges of bytes in the syntax of a Range field: `0-499,-500`.
Parsed<std::string> parse_range(std::string_view text);

/// Parses `HOST:PORT:ADDRESS` by parse_resolve_override.
Parsed<http::ResolveOverride> parse_resolve(std::string_view text);

/// Parses name servers, separated by commas, by parse_name_server.
Parsed<std::vector<net::NameServer>> parse_name_servers(std::string_view text);

/// The shortest text that parse_duration reads as `duration`.
std::string text_of(Duration duration);

/// The shortest text that parse_size reads as `bytes`.
std::string size_text(std::uint64_t bytes);

}  // namespace gfetch
