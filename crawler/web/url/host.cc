#include "web/url/host.h"

#include <algorithm>

#include "gfetch/web/url.h"
#include "web/text/ascii.h"
#include "web/url/idna.h"
#include "web/url/ip_address.h"
#include "web/url/percent.h"

namespace gfetch::web {
namespace {

/// The longest domain that is mapped: no name server knows one of more than
/// 253 bytes of ASCII, and Punycode takes quadratic time.
constexpr std::size_t kMaxInternationalBytes = 1024;

bool is_ascii(std::string_view text) {
  unsigned char seen = 0;
  for (const char c : text) seen |= static_cast<unsigned char>(c);
  return seen < 0x80;
}

/// Appends `domain`, UTF-8, in the form that is compared and looked up. ASCII
/// is taken at its word, `xn--` labels included: the web has many that UTS #46
/// would refuse.
Complaint append_domain(std::string_view domain, std::string& out) {
  const std::size_t start = out.size();
  if (is_ascii(domain)) {
    out += domain;
    std::transform(out.begin() + static_cast<std::ptrdiff_t>(start), out.end(),
                   out.begin() + static_cast<std::ptrdiff_t>(start),
                   [](char c) { return to_lower(c); });
  } else if (domain.size() > kMaxInternationalBytes ||
             !append_domain_to_ascii(domain, out)) {
    return "the host is no valid international domain name";
  }
  const std::string_view ascii = std::string_view(out).substr(start);
  if (ascii.empty()) return "the host is empty";
  if (any_in(ascii, kForbiddenInDomain)) {
    return "the host holds a character that no host may hold";
  }
  return {};
}

Complaint append_ipv6_host(std::string_view text, std::string& out) {
  if (!text.ends_with(']')) {
    return "the IPv6 address has no closing bracket";
  }
  const auto address = parse_ipv6(text.substr(1, text.size() - 2));
  if (!address) return "the host is no valid IPv6 address";
  out += '[';
  append_ipv6(*address, out);
  out += ']';
  return {};
}

}  // namespace

Complaint append_host(std::string_view text, std::string& out) {
  if (text.starts_with('[')) return append_ipv6_host(text, out);
  const std::size_t start = out.size();
  const bool encoded = text.find('%') != std::string_view::npos;
  const Complaint complaint = encoded ? append_domain(percent_decode(text), out)
                                      : append_domain(text, out);
  if (!complaint.empty()) return complaint;
  const std::string_view ascii = std::string_view(out).substr(start);
  if (!ends_in_number(ascii)) return {};
  const auto address = parse_ipv4(ascii);
  if (!address) return "the host is no valid IPv4 address";
  out.resize(start);
  append_ipv4(*address, out);
  return {};
}

Complaint append_opaque_host(std::string_view text, std::string& out) {
  if (text.starts_with('[')) return append_ipv6_host(text, out);
  if (any_in(text, kForbiddenInHost)) {
    return "the host holds a character that no host may hold";
  }
  append_encoded(text, kC0ControlEncode, out);
  return {};
}

}  // namespace gfetch::web
