#include "gfetch/http/request_url.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <cstdio>
#include <optional>

#include "gfetch/net/address.h"

namespace gfetch::http {
namespace {

constexpr std::string_view kUnsupported = "the scheme is not http or https";

/// A set of characters. Each request parses its URL, so that a look-up is one
/// read of a table.
class CharSet {
 public:
  constexpr explicit CharSet(std::string_view members) {
    for (const char c : members) has_[static_cast<unsigned char>(c)] = true;
  }

  constexpr bool operator()(char c) const {
    return has_[static_cast<unsigned char>(c)];
  }

  /// Returns the index of the first member in `text`, or the size of `text`.
  std::size_t find_in(std::string_view text) const {
    const auto found = std::find_if(text.begin(), text.end(),
                                    [this](char c) { return (*this)(c); });
    return static_cast<std::size_t>(found - text.begin());
  }

 private:
  std::array<bool, 256> has_{};
};

constexpr CharSet kEncodedInPath(" \"#<>?^`{}");
constexpr CharSet kEncodedInQuery(" \"#<>'");
constexpr CharSet kForbiddenInHost(" #%/:<>?@[\\]^|");
constexpr CharSet kEndsAuthority("/?#");
constexpr CharSet kEndsPath("?#");
constexpr CharSet kEndsQuery("#");

bool holds(std::string_view text, char c) {
  return text.find(c) != std::string_view::npos;
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Removes the text before the first character of `ends` from `text`, and
/// returns it. Without such a character it is all of the text.
std::string_view take_until(std::string_view& text, const CharSet& ends) {
  const std::string_view taken = text.substr(0, ends.find_in(text));
  text.remove_prefix(taken.size());
  return taken;
}

void append_encoded(std::string_view text, const CharSet& encoded,
                    std::string& out) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (;;) {
    out += take_until(text, encoded);
    if (text.empty()) return;
    const auto byte = static_cast<unsigned char>(text.front());
    text.remove_prefix(1);
    out += '%';
    out += kHex[byte / 16];
    out += kHex[byte % 16];
  }
}

/// Returns an IPv6 address in the Standard's form, which has no dots.
std::string ipv6_text(const net::IpAddress& address) {
  std::string text = to_string(address);
  const std::size_t dot = text.find('.');
  if (dot == std::string::npos) return text;
  text.erase(text.rfind(':', dot) + 1);
  const auto& bytes = address.bytes;
  std::array<char, 10> tail{};
  std::snprintf(tail.data(), tail.size(), "%x:%x", bytes[12] << 8 | bytes[13],
                bytes[14] << 8 | bytes[15]);
  return text + tail.data();
}

/// True if the last label of a host is a number: it must be an IPv4 address.
bool ends_in_number(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  const std::string_view last = host.substr(host.rfind('.') + 1);
  if (last.empty() || !is_digit(last.front())) return false;
  return std::all_of(last.begin(), last.end(), is_digit) ||
         (last.starts_with("0x") &&
          last.find_first_not_of("0123456789abcdef", 2) == last.npos);
}

/// Returns the host without brackets in lower case; nullopt if it is invalid.
std::optional<std::string> host_of(std::string_view text) {
  const std::optional<net::IpAddress> address = net::parse_address(text);
  if (text.starts_with('[')) {
    if (!address || !address->is_v6) return std::nullopt;
    return ipv6_text(*address);
  }
  std::string host(text);
  std::transform(host.begin(), host.end(), host.begin(), lower);
  const bool forbidden = kForbiddenInHost.find_in(host) != host.size();
  if (host.empty() || forbidden || (ends_in_number(host) && !address))
    return std::nullopt;
  return host;
}

/// Returns the number of a port, `usual` for no digits, or nullopt.
std::optional<std::uint16_t> port_of(std::string_view digits,
                                     std::uint16_t usual) {
  if (digits.empty()) return usual;
  std::uint16_t port = 0;
  const char* const end = digits.data() + digits.size();
  const auto [rest, failure] = std::from_chars(digits.data(), end, port);
  if (failure != std::errc() || rest != end) return std::nullopt;
  return port;
}

/// Removes `http://` or `https://` from `text`, and returns the scheme; empty
/// if there is neither.
std::string_view take_scheme(std::string_view& text) {
  constexpr std::string_view kSchemes[] = {"http", "https"};
  const std::size_t end = text.find("://");
  for (const std::string_view scheme : kSchemes) {
    if (end != scheme.size()) continue;
    if (!std::equal(scheme.begin(), scheme.end(), text.begin(),
                    [](char c, char given) { return c == lower(given); })) {
      continue;
    }
    text.remove_prefix(end + 3);
    return scheme;
  }
  return {};
}

bool names_a_scheme(std::string_view text) {
  const std::size_t end = text.find("://");
  if (end == text.npos || end == 0) return false;
  return std::all_of(text.begin(),
                     text.begin() + static_cast<std::ptrdiff_t>(end),
                     [](char c) {
                       return (lower(c) >= 'a' && lower(c) <= 'z') ||
                              is_digit(c) || holds("+-.", c);
                     });
}

/// The parts of a URL that is being parsed.
struct Parts {
  Origin origin;
  std::string text;
};

std::uint16_t usual_port(std::string_view scheme) {
  return scheme == "https" ? 443 : 80;
}

void append_origin(const Origin& origin, std::string& out) {
  const bool v6 = holds(origin.host, ':');
  out.append(origin.scheme).append(v6 ? "://[" : "://").append(origin.host);
  if (v6) out += ']';
  if (origin.port != usual_port(origin.scheme)) {
    out.append(":").append(std::to_string(origin.port));
  }
}

/// Parses the host and the port. Returns the fault; empty if there is none.
std::string_view read_authority(std::string_view authority, Parts& parts) {
  authority.remove_prefix(authority.rfind('@') + 1);
  const std::size_t bracket = authority.rfind(']');
  const std::size_t colon =
      authority.find(':', bracket == authority.npos ? 0 : bracket);
  std::optional<std::string> host = host_of(authority.substr(0, colon));
  if (!host) return "the host is invalid, or not in its ASCII form";
  const auto port =
      port_of(colon == authority.npos ? "" : authority.substr(colon + 1),
              usual_port(parts.origin.scheme));
  if (!port) return "the port is invalid";
  parts.origin.host = *std::move(host);
  parts.origin.port = *port;
  append_origin(parts.origin, parts.text);
  return {};
}

std::string_view read(std::string_view text, Parts& parts) {
  const bool printable = std::all_of(
      text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (!printable) return "the URL has characters that are not printable ASCII";
  const std::string_view whole = text;
  parts.origin.scheme = take_scheme(text);
  if (parts.origin.scheme.empty()) {
    return names_a_scheme(whole) ? kUnsupported
                                 : "the URL does not begin with http://";
  }
  const std::string_view authority = take_until(text, kEndsAuthority);
  const std::string_view path = take_until(text, kEndsPath);
  const std::string_view query = take_until(text, kEndsQuery);
  // The Standard takes a backslash for a slash, and removes spaces at the end.
  if (holds(authority, '\\') || holds(path, '\\')) {
    return "the URL has a backslash";
  }
  if (whole.ends_with(' ')) return "the URL ends with a space";
  parts.text.reserve(whole.size() + 1);
  if (const auto fault = read_authority(authority, parts); !fault.empty()) {
    return fault;
  }
  if (path.empty()) parts.text += '/';
  append_encoded(path, kEncodedInPath, parts.text);
  if (!query.empty()) {
    parts.text += '?';
    append_encoded(query.substr(1), kEncodedInQuery, parts.text);
  }
  return {};
}

}  // namespace

bool Origin::is_address() const noexcept {
  const std::size_t before = host.find_last_not_of("0123456789");
  const bool v4 =
      before != host.npos && host[before] == '.' && before + 1 < host.size();
  return v4 || holds(host, ':');
}

RequestUrl::RequestUrl(std::string_view text) {
  Parts parts;
  fault_ = read(text, parts);
  if (valid()) {
    text_ = std::move(parts.text);
    origin_ = std::move(parts.origin);
  } else {
    text_ = text;
  }
}

RequestUrl::RequestUrl(Origin origin, std::string_view target)
    : origin_(std::move(origin)) {
  fault_ = {};  // it is valid
  text_.reserve(origin_.scheme.size() + origin_.host.size() + target.size() +
                sizeof "://[]:65535");
  append_origin(origin_, text_);
  text_ += target;
  assert(*this == RequestUrl(text_));
}

Error RequestUrl::error() const {
  const bool scheme = fault_ == kUnsupported;
  return {scheme ? ErrorKind::kUnsupportedScheme : ErrorKind::kBadUrl,
          std::string(fault_)};
}

}  // namespace gfetch::http
