#pragma once
/// How option values are read: sizes, times, rates, status sets, headers. All
/// pure. A value that cannot be read gives a Problem, which completes the
/// sentence that begins with the option's name.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/engine/clock.h"
#include "gfetch/engine/http.h"
#include "gfetch/engine/result.h"

namespace gfetch {

/// The predicate of a sentence: `wants a size such as 64M, not "x"`.
struct Problem {
  std::string predicate;
};

template <class T>
using Parsed = Result<T, Problem>;

/// `expected` and what was found instead, as a predicate.
/// Never blocks.
Problem wants(std::string_view expected, std::string_view found);

/// `text` in double quotes, with what a terminal might obey escaped, and cut
/// when it is very long.
/// Never blocks.
std::string quoted(std::string_view text);

/// A whole number from `least` to `most`.
/// Never blocks.
Parsed<std::uint64_t> parse_count(std::string_view text, std::uint64_t least,
                                  std::uint64_t most);

/// Bytes: `1256`, `64k`, `1.5M`, `2G`; the letters are powers of 1024.
/// Never blocks.
Parsed<std::uint64_t> parse_size(std::string_view text);

/// Seconds, or with a unit: `5`, `0.5`, `500ms`, `30s`, `2m`, `1h`, `1d`.
/// Never blocks.
Parsed<Duration> parse_duration(std::string_view text);

/// Requests a second: `10/s`, `600/m`, `100/h`; a bare number is a second's.
/// Never blocks.
Parsed<double> parse_rate(std::string_view text);

/// `yes`, `true`, `on`, `1` and their opposites, for flags in the environment.
/// Never blocks.
Parsed<bool> parse_bool(std::string_view text);

/// The parts of `text` between commas, without the blanks around them; empty
/// parts are left out.
/// Never blocks.
std::vector<std::string> split_list(std::string_view text);

/// HTTP status codes from `first` to `last`, both included.
struct StatusRange {
  int first = 0;
  int last = 0;

  bool operator==(const StatusRange&) const = default;
};

/// One code or range: `200`, `200..=299`, `200..300` (300 excluded), `..400`,
/// `500..`, `5xx`. Nothing when `text` is none of these.
/// Never blocks.
std::optional<StatusRange> parse_status_range(std::string_view text);

/// A list of codes and ranges: `200..=299,429`.
/// Never blocks.
Parsed<std::vector<StatusRange>> parse_statuses(std::string_view text);

/// How many failed URLs a run bears: a number, or a share of all in percent.
struct FailureLimit {
  double amount = 0;
  bool percent = false;

  bool operator==(const FailureLimit&) const = default;
};

/// `20`, `5%`, `0.5%`.
/// Never blocks.
Parsed<FailureLimit> parse_failure_limit(std::string_view text);

/// `Name: value`, or `Name;` for an empty value. Refuses what could not stand
/// in a header: a line break or NUL would let one value become two fields.
/// Never blocks.
Parsed<Header> parse_header(std::string_view text);

/// A field value as it is, when nothing in it could end the field.
/// Never blocks.
Parsed<std::string> parse_field_value(std::string_view text);

/// A method: a token of RFC 9110, case kept.
/// Never blocks.
Parsed<std::string> parse_method(std::string_view text);

/// `HOST:PORT:ADDRESS[,ADDRESS…]`, an IPv6 address in brackets or bare.
struct ResolveEntry {
  std::string host;
  std::uint16_t port = 0;
  std::vector<std::string> addresses;

  bool operator==(const ResolveEntry&) const = default;
};

/// Never blocks.
Parsed<ResolveEntry> parse_resolve(std::string_view text);

/// Name servers as `ADDRESS` or `ADDRESS:PORT`, IPv6 in brackets when a port
/// follows, separated by commas.
/// Never blocks.
Parsed<std::vector<std::string>> parse_dns_servers(std::string_view text);

/// The shortest text that parse_duration reads as `duration`.
/// Never blocks.
std::string text_of(Duration duration);

/// The shortest text that parse_size reads as `bytes`.
/// Never blocks.
std::string size_text(std::uint64_t bytes);

}  // namespace gfetch
