#include "web/url/host.h"

#include <algorithm>

#include "gfetch/web/url.h"
#include "web/text/ascii.h"
#include "web/url/idna.h"
#include "web/url/ip_address.h"
#include "web/url/percent.h"

namespace gfetch::web {
namespace {

/// The size limit in bytes of an international domain. DNS allows 253 bytes in
/// ASCII, and Punycode decoding takes quadratic time.
constexpr std::size_t kMaxInternationalBytes = 1024;

bool is_ascii(std::string_view text) {
  unsigned char seen = 0;
  for (const char c : text) seen |= static_cast<unsigned char>(c);
  return seen < 0x80;
}

/// Appends `domain`, which is UTF-8, in its ASCII form. An ASCII domain is only
/// converted to lower case; its `xn--` labels are not validated, because the
/// web has many that UTS #46 would reject.
UrlError append_domain(std::string_view domain, std::string& out) {
  const std::size_t start = out.size();
  if (is_ascii(domain)) {
    out += domain;
    std::transform(out.begin() + static_cast<std::ptrdiff_t>(start), out.end(),
                   out.begin() + static_cast<std::ptrdiff_t>(start),
                   [](char c) { return to_lower(c); });
  } else if (domain.size() > kMaxInternationalBytes ||
             !append_domain_to_ascii(domain, out)) {
    return "the host is not a valid international domain name";
  }
  const std::string_view ascii = std::string_view(out).substr(start);
  if (ascii.empty()) return "the host is empty";
  if (any_in(ascii, kForbiddenInDomain)) {
    return "the host contains a character that is not allowed in a host";
  }
  return {};
}

UrlError append_ipv6_host(std::string_view text, std::string& out) {
  if (!text.ends_with(']')) {
    return "the IPv6 address has no closing bracket";
  }
  const auto address = parse_ipv6(text.substr(1, text.size() - 2));
  if (!address) return "the host is not a valid IPv6 address";
  out += '[';
  append_ipv6(*address, out);
  out += ']';
  return {};
}

}  // namespace

UrlError append_host(std::string_view text, std::string& out) {
  if (text.starts_with('[')) return append_ipv6_host(text, out);
  const std::size_t start = out.size();
  const bool encoded = text.find('%') != std::string_view::npos;
  const UrlError error = encoded ? append_domain(percent_decode(text), out)
                                 : append_domain(text, out);
  if (!error.empty()) return error;
  const std::string_view ascii = std::string_view(out).substr(start);
  if (!ends_in_number(ascii)) return {};
  const auto address = parse_ipv4(ascii);
  if (!address) return "the host is not a valid IPv4 address";
  out.resize(start);
  append_ipv4(*address, out);
  return {};
}

UrlError append_opaque_host(std::string_view text, std::string& out) {
  if (text.starts_with('[')) return append_ipv6_host(text, out);
  if (any_in(text, kForbiddenInHost)) {
    return "the host contains a character that is not allowed in a host";
  }
  append_encoded(text, kC0ControlEncode, out);
  return {};
}

}  // namespace gfetch::web
