#pragma once
/// How option values are read: numbers, sizes, times, headers. All pure. A
/// value that cannot be read gives the sentence that stands behind the
/// option's name: `expected a size such as 64M, not "x"`.

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

/// What was expected, and what was found instead.
UsageError expected(std::string_view what, std::string_view found);

/// `text` as ASCII: what a terminal might obey, and all else, is escaped.
std::string printable(std::string_view text);

/// printable text in double quotes, cut when it is very long.
std::string in_quotes(std::string_view text);

/// A whole number from `least` to `most`.
Parsed<std::uint64_t> parse_count(std::string_view text, std::uint64_t least,
                                  std::uint64_t most);

/// Bytes: `1256`, `64k`, `1.5M`, `2G`; the letters are powers of 1024.
Parsed<std::uint64_t> parse_size(std::string_view text);

/// Seconds, or with a unit: `5`, `0.5`, `500ms`, `30s`, `2m`, `1h`, `1d`.
Parsed<Duration> parse_duration(std::string_view text);

/// `yes`, `true`, `on`, `1` and their opposites, for flags in the environment.
Parsed<bool> parse_bool(std::string_view text);

/// `Name: value`, or `Name;` for an empty value. Refuses what could not stand
/// in a header: a line break or NUL would let one value become two fields.
Parsed<http::Header> parse_header(std::string_view text);

/// A field value as it is, when nothing in it could end the field.
Parsed<std::string> parse_field_value(std::string_view text);

/// A method: a token of RFC 9110, case kept.
Parsed<std::string> parse_method(std::string_view text);

/// Ranges of bytes as a Range field has them: `0-499,-500`.
Parsed<std::string> parse_range(std::string_view text);

/// `HOST:PORT:ADDRESS`, as parse_resolve_override reads it.
Parsed<http::ResolveOverride> parse_resolve(std::string_view text);

/// Name servers as parse_name_server reads them, separated by commas.
Parsed<std::vector<net::NameServer>> parse_name_servers(std::string_view text);

/// The shortest text that parse_duration reads as `duration`.
std::string text_of(Duration duration);

/// The shortest text that parse_size reads as `bytes`.
std::string size_text(std::uint64_t bytes);

}  // namespace gfetch
