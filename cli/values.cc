#include "cli/values.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace gfetch {
namespace {

constexpr std::size_t kQuotedBytes = 80;
constexpr double kLongestSeconds = 10.0 * 365 * 24 * 3600;
constexpr int kLastStatus = 999;

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

/// A plain decimal and what follows it; no sign, no exponent, no infinity.
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

bool is_address(const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> bytes;
  return inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 ||
         inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
}

std::string without_brackets(std::string_view text) {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') {
    text = text.substr(1, text.size() - 2);
  }
  return std::string(text);
}

std::optional<int> status_code(std::string_view text) {
  const std::optional<int> code = whole<int>(text);
  if (!code || *code > kLastStatus) return std::nullopt;
  return code;
}

bool is_name_server(std::string_view text) {
  if (is_address(without_brackets(text))) return true;
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos) return false;
  const std::optional<int> port = whole<int>(text.substr(colon + 1));
  const std::string_view host = text.substr(0, colon);
  const bool bare_ipv6 = host.find(':') != host.npos && host.front() != '[';
  return port && *port > 0 && *port < 65536 && !bare_ipv6 &&
         is_address(without_brackets(host));
}

std::string shortest(double value) {
  return fmt::format("{}", value);
}

}  // namespace

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text.substr(0, kQuotedBytes)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7f) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  return out + (text.size() > kQuotedBytes ? "...\"" : "\"");
}

Problem wants(std::string_view expected, std::string_view found) {
  return {fmt::format("wants {}, not {}", expected, quoted(found))};
}

Parsed<std::uint64_t> parse_count(std::string_view text, std::uint64_t least,
                                  std::uint64_t most) {
  const auto value = whole<std::uint64_t>(text);
  if (value && *value >= least && *value <= most) return *value;
  return wants(fmt::format("a whole number from {} to {}", least, most), text);
}

Parsed<std::uint64_t> parse_size(std::string_view text) {
  const Problem problem = wants("a size such as 1000, 64k, 1.5M or 2G", text);
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
  const Problem problem =
      wants("a time such as 5 (seconds), 500ms, 2m or 1h", text);
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

Parsed<double> parse_rate(std::string_view text) {
  const Problem problem = wants("a rate such as 10/s, 600/m or 100/h", text);
  const std::optional<Decimal> number = leading_decimal(text);
  if (!number || !(number->value > 0) || number->value > 1e9) return problem;
  const std::string_view unit = number->rest;
  if (unit.empty() || unit == "/s") return number->value;
  if (unit == "/m") return number->value / 60;
  if (unit == "/h") return number->value / 3600;
  return problem;
}

Parsed<bool> parse_bool(std::string_view text) {
  for (const std::string_view word : {"yes", "true", "on", "1"}) {
    if (text == word) return true;
  }
  for (const std::string_view word : {"no", "false", "off", "0"}) {
    if (text == word) return false;
  }
  return wants("yes or no", text);
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t comma = text.find(',');
    const std::string_view part = trimmed(text.substr(0, comma));
    if (!part.empty()) parts.emplace_back(part);
    if (comma == text.npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

std::optional<StatusRange> parse_status_range(std::string_view text) {
  if (text.size() == 3 && is_digit(text[0]) && text.substr(1) == "xx") {
    const int hundreds = (text[0] - '0') * 100;
    return StatusRange{hundreds, hundreds + 99};
  }
  const std::size_t dots = text.find("..");
  if (dots == text.npos) {
    const std::optional<int> code = status_code(text);
    if (!code) return std::nullopt;
    return StatusRange{*code, *code};
  }
  const std::string_view left = text.substr(0, dots);
  std::string_view right = text.substr(dots + 2);
  const bool inclusive = right.starts_with('=');
  if (inclusive) right.remove_prefix(1);
  const std::optional<int> first = left.empty() ? 0 : status_code(left);
  std::optional<int> last = status_code(right);
  if (last && !inclusive) --*last;
  if (right.empty() && !inclusive) last = kLastStatus;
  if (!first || !last || *first > *last) return std::nullopt;
  return StatusRange{*first, *last};
}

Parsed<std::vector<StatusRange>> parse_statuses(std::string_view text) {
  const Problem problem =
      wants("status codes or ranges such as 200..=299,429 or 5xx", text);
  std::vector<StatusRange> ranges;
  for (const std::string& part : split_list(text)) {
    const std::optional<StatusRange> range = parse_status_range(part);
    if (!range) return problem;
    ranges.push_back(*range);
  }
  if (ranges.empty()) return problem;
  return ranges;
}

Parsed<FailureLimit> parse_failure_limit(std::string_view text) {
  if (text.ends_with('%')) {
    const auto number = leading_decimal(text.substr(0, text.size() - 1));
    if (number && number->rest.empty() && number->value <= 100) {
      return FailureLimit{number->value, true};
    }
  } else if (const auto number = whole<std::uint32_t>(text)) {
    return FailureLimit{static_cast<double>(*number), false};
  }
  return wants("a number of URLs or a share such as 5%", text);
}

Parsed<std::string> parse_field_value(std::string_view text) {
  constexpr std::string_view kForbidden("\r\n\0", 3);
  if (text.find_first_of(kForbidden) != text.npos) {
    return wants("a value without line breaks and NUL", text);
  }
  return std::string(trimmed(text));
}

Parsed<Header> parse_header(std::string_view text) {
  const std::size_t end = text.find_first_of(":;");
  const bool empty_value = end != text.npos && text[end] == ';' &&
                           trimmed(text.substr(end + 1)).empty();
  const bool has_form = end != text.npos && (text[end] == ':' || empty_value);
  if (!has_form || !is_token(text.substr(0, end))) {
    return wants("a header such as \"Name: value\"", text);
  }
  Parsed<std::string> value = parse_field_value(text.substr(end + 1));
  if (!value) return value.error();
  if (empty_value) value->clear();
  return Header{std::string(text.substr(0, end)), *value};
}

Parsed<std::string> parse_method(std::string_view text) {
  if (is_token(text)) return std::string(text);
  return wants("a method such as GET or PUT", text);
}

Parsed<ResolveEntry> parse_resolve(std::string_view text) {
  const Problem problem = wants("HOST:PORT:ADDRESS", text);
  const std::size_t host_end =
      text.starts_with('[') ? text.find(']') + 1 : text.find(':');
  if (host_end == 0 || host_end >= text.size()) return problem;
  const std::size_t port_end = text.find(':', host_end + 1);
  if (text[host_end] != ':' || port_end == text.npos) return problem;
  const auto port =
      whole<std::uint16_t>(text.substr(host_end + 1, port_end - host_end - 1));
  ResolveEntry entry{
      without_brackets(text.substr(0, host_end)), port.value_or(0), {}};
  for (const std::string& part : split_list(text.substr(port_end + 1))) {
    entry.addresses.push_back(without_brackets(part));
  }
  const bool addresses =
      !entry.addresses.empty() &&
      std::all_of(entry.addresses.begin(), entry.addresses.end(), is_address);
  if (entry.port == 0 || entry.host.empty() || !addresses) return problem;
  return entry;
}

Parsed<std::vector<std::string>> parse_dns_servers(std::string_view text) {
  const std::vector<std::string> servers = split_list(text);
  if (servers.empty() ||
      !std::all_of(servers.begin(), servers.end(), is_name_server)) {
    return wants("addresses such as 192.0.2.53 or [2001:db8::1]:53", text);
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
