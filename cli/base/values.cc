#include "cli/base/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>

namespace gfetch {
namespace {

constexpr std::size_t kQuotedBytes = 80;
constexpr double kLongestSeconds = 10.0 * 365 * 24 * 3600;

struct Unit {
  std::string_view name;
  double factor;
};
constexpr std::array kTimeUnits{Unit{"ms", 0.001}, Unit{"s", 1}, Unit{"m", 60},
                                Unit{"h", 3600}, Unit{"d", 86400}};
constexpr std::array kSizeUnits{Unit{"k", 1024.0}, Unit{"M", 1048576.0},
                                Unit{"G", 1073741824.0},
                                Unit{"T", 1099511627776.0}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_token_char(char c) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         kMarks.find(c) != kMarks.npos;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// A plain decimal number and the text after it. Signs, exponents and
/// infinities are not accepted.
struct Decimal {
  double value = 0;
  std::string_view rest;
};
std::optional<Decimal> leading_decimal(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && (is_digit(text[end]) || text[end] == '.')) ++end;
  Decimal decimal{0, text.substr(end)};
  const char* last = text.data() + end;
  const auto [stop, error] = std::from_chars(text.data(), last, decimal.value,
                                             std::chars_format::fixed);
  if (error != std::errc() || stop != last) return std::nullopt;
  return decimal;
}

template <class Int>
std::optional<Int> whole(std::string_view text) {
  Int value{};
  const char* last = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), last, value);
  if (text.empty() || !is_digit(text[0]) || error != std::errc() ||
      stop != last) {
    return std::nullopt;
  }
  return value;
}

std::vector<std::string_view> comma_parts(std::string_view text) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t comma = text.find(',');
    parts.push_back(trimmed(text.substr(0, comma)));
    if (comma == text.npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

std::string shortest(double value) {
  return fmt::format("{}", value);
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7f) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  return out;
}

std::string in_quotes(std::string_view text) {
  return fmt::format("\"{}{}\"", printable(text.substr(0, kQuotedBytes)),
                     text.size() > kQuotedBytes ? "..." : "");
}

UsageError expected(std::string_view what, std::string_view found) {
  return {fmt::format("expected {}, not {}", what, in_quotes(found))};
}

Parsed<std::uint64_t> parse_count(std::string_view text, std::uint64_t least,
                                  std::uint64_t most) {
  const auto value = whole<std::uint64_t>(text);
  if (value && *value >= least && *value <= most) return *value;
  return expected(fmt::format("a whole number from {} to {}", least, most),
                  text);
}

Parsed<std::uint64_t> parse_size(std::string_view text) {
  const UsageError problem =
      expected("a size such as 1000, 64k, 1.5M or 2G", text);
  const std::optional<Decimal> number = leading_decimal(text);
  if (!number) return problem;
  if (number->rest.empty()) {
    const auto bytes = whole<std::uint64_t>(text);
    return bytes ? Parsed<std::uint64_t>(*bytes) : problem;
  }
  for (const Unit& unit : kSizeUnits) {
    const bool same = number->rest.size() == 1 &&
                      (number->rest[0] | 0x20) == (unit.name[0] | 0x20);
    if (!same) continue;
    const double bytes = number->value * unit.factor;
    if (bytes >= 9.2e18) return problem;
    return static_cast<std::uint64_t>(std::llround(bytes));
  }
  return problem;
}

Parsed<Duration> parse_duration(std::string_view text) {
  const std::optional<Decimal> number = leading_decimal(text);
  const UsageError problem =
      expected("a time such as 5 (seconds), 500ms, 2m or 1h", text);
  if (!number) return problem;
  for (const Unit& unit : kTimeUnits) {
    const bool bare = number->rest.empty() && unit.name == "s";
    if (!bare && number->rest != unit.name) continue;
    const double seconds = number->value * unit.factor;
    if (seconds > kLongestSeconds) return problem;
    return Duration(std::llround(seconds * 1e9));
  }
  return problem;
}

Parsed<bool> parse_bool(std::string_view text) {
  for (const std::string_view word : {"yes", "true", "on", "1"}) {
    if (text == word) return true;
  }
  for (const std::string_view word : {"no", "false", "off", "0"}) {
    if (text == word) return false;
  }
  return expected("yes or no", text);
}

Parsed<std::string> parse_field_value(std::string_view text) {
  constexpr std::string_view kForbidden("\r\n\0", 3);
  if (text.find_first_of(kForbidden) != text.npos) {
    return expected("a value without line breaks and NUL", text);
  }
  return std::string(trimmed(text));
}

Parsed<http::Header> parse_header(std::string_view text) {
  const std::size_t end = text.find_first_of(":;");
  const bool empty_value = end != text.npos && text[end] == ';' &&
                           trimmed(text.substr(end + 1)).empty();
  const bool has_form = end != text.npos && (text[end] == ':' || empty_value);
  if (!has_form || !is_token(text.substr(0, end))) {
    return expected("a header such as \"Name: value\"", text);
  }
  Parsed<std::string> value = parse_field_value(text.substr(end + 1));
  if (!value) return value.error();
  if (empty_value) value->clear();
  return http::Header{std::string(text.substr(0, end)), *value};
}

Parsed<std::string> parse_method(std::string_view text) {
  if (is_token(text)) return std::string(text);
  return expected("a method such as GET or PUT", text);
}

Parsed<std::string> parse_range(std::string_view text) {
  for (const std::string_view part : comma_parts(text)) {
    const std::size_t dash = part.find('-');
    const std::string_view first = part.substr(0, dash);
    const std::string_view last =
        dash == part.npos ? std::string_view() : part.substr(dash + 1);
    const bool digits = std::all_of(first.begin(), first.end(), is_digit) &&
                        std::all_of(last.begin(), last.end(), is_digit);
    if (dash == part.npos || !digits || part.size() == 1) {
      return expected("ranges of bytes such as 0-499 or -500", text);
    }
  }
  return std::string(text);
}

Parsed<http::ResolveOverride> parse_resolve(std::string_view text) {
  std::optional<http::ResolveOverride> found =
      http::parse_resolve_override(text);
  if (found) return std::move(*found);
  return expected("HOST:PORT:ADDRESS", text);
}

Parsed<std::vector<net::NameServer>> parse_name_servers(std::string_view text) {
  std::vector<net::NameServer> servers;
  for (const std::string_view part : comma_parts(text)) {
    const std::optional<net::NameServer> server = net::parse_name_server(part);
    if (!server) {
      return expected("addresses such as 192.0.2.53 or [2001:db8::1]:53", text);
    }
    servers.push_back(*server);
  }
  return servers;
}

std::string text_of(Duration duration) {
  const double whole_seconds = seconds(duration);
  if (duration.count() == 0) return "0";
  if (whole_seconds < 1) return shortest(whole_seconds * 1000) + "ms";
  return shortest(whole_seconds) + "s";
}

std::string size_text(std::uint64_t bytes) {
  const Unit* unit = nullptr;
  for (const Unit& candidate : kSizeUnits) {
    const auto factor = static_cast<std::uint64_t>(candidate.factor);
    if (bytes != 0 && bytes % factor == 0) unit = &candidate;
  }
  if (unit == nullptr) return fmt::format("{}", bytes);
  return fmt::format("{}{}", bytes / static_cast<std::uint64_t>(unit->factor),
                     unit->name);
}

}  // namespace gfetch
