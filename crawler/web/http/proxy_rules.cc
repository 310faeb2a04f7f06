#include "gfetch/web/proxy_rules.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "web/text/number.h"
#include "web/text/text.h"

namespace gfetch::web {
namespace {

/// Returns true if the first `bits` bits of both IP addresses are equal.
bool same_bits(const net::IpAddress& one, const net::IpAddress& other,
               int bits) {
  if (one.is_v6 != other.is_v6) return false;
  for (std::size_t i = 0; bits > 0; ++i, bits -= 8) {
    const int mask = bits >= 8 ? 0xff : 0xff << (8 - bits) & 0xff;
    if (((one.bytes.at(i) ^ other.bytes.at(i)) & mask) != 0) return false;
  }
  return true;
}

/// Parses the prefix length of an address range such as the 8 in `10.0.0.0/8`:
/// 0 to `max` bits.
std::optional<int> parse_bits(std::string_view text, int max) {
  const auto bits = whole_number<int>(text);
  if (!bits || *bits < 0 || *bits > max) return std::nullopt;
  return bits;
}

/// Returns the value of the environment variable `name`, or else that of its
/// upper-case form.
const char* variable(const VariableLookup& environment, const char* name,
                     const char* in_upper_case) {
  const char* const value = environment(name);
  return value != nullptr ? value : environment(in_upper_case);
}

/// Parses the proxy in the environment variable `name`. The result is null for
/// an empty value.
Result<std::shared_ptr<const http::Proxy>> parse(std::string_view name,
                                                 std::string_view value) {
  if (value.empty()) return std::shared_ptr<const http::Proxy>();
  Result<http::Proxy> proxy = http::parse_proxy(value);
  if (proxy) return std::make_shared<const http::Proxy>(*std::move(proxy));
  return Error{ErrorKind::kBadUrl,
               std::string(name) + ": " + proxy.error().message};
}

}  // namespace

NoProxy NoProxy::parse(std::string_view text) {
  NoProxy result;
  std::string list(text);
  std::replace(list.begin(), list.end(), ' ', ',');
  for (std::string_view rest = list; !rest.empty();) {
    std::string word = lower(take_until(rest, ','));
    if (word.starts_with('.')) word.erase(0, 1);
    if (word.ends_with('.')) word.pop_back();
    if (word.empty()) continue;
    if (word == "*") result.covers_all_ = true;
    result.add(std::move(word));
  }
  return result;
}

// Adds a name, an IP address, or an address range such as `10.0.0.0/8`.
void NoProxy::add(std::string word) {
  std::string_view bits = word;
  const auto address = net::parse_address(take_until(bits, '/'));
  if (!address) {
    names_.push_back(std::move(word));
    return;
  }
  const int all = address->is_v6 ? 128 : 32;
  const bool ranged = word.find('/') != word.npos;
  const std::optional<int> length = ranged ? parse_bits(bits, all) : all;
  if (length) ranges_.push_back({*address, *length});
}

bool NoProxy::covers(std::string_view host) const {
  if (covers_all_) return true;
  if (const auto address = net::parse_address(host)) {
    return std::ranges::any_of(ranges_, [&](const Range& range) {
      return same_bits(range.address, *address, range.bits);
    });
  }
  if (host.ends_with('.')) host.remove_suffix(1);
  return std::ranges::any_of(names_, [host](const std::string& name) {
    return host == name || (host.size() > name.size() && host.ends_with(name) &&
                            host[host.size() - name.size() - 1] == '.');
  });
}

const std::shared_ptr<const http::Proxy>& ProxyRules::proxy_for(
    const http::Origin& origin) const {
  static const std::shared_ptr<const http::Proxy> none;
  const std::shared_ptr<const http::Proxy>& proxy =
      origin.scheme == "https" ? https : http;
  return proxy && except.covers(origin.host) ? none : proxy;
}

Result<ProxyRules> proxies_of(const VariableLookup& environment) {
  ProxyRules rules;
  const char* const all = variable(environment, "all_proxy", "ALL_PROXY");
  const char* http = environment("http_proxy");
  const char* https = variable(environment, "https_proxy", "HTTPS_PROXY");
  struct Source {
    const char* name;
    const char* value;
    std::shared_ptr<const http::Proxy>& target;
  };
  for (const Source& source : {Source{"http_proxy", http, rules.http},
                               Source{"https_proxy", https, rules.https}}) {
    const char* const value = source.value != nullptr ? source.value : all;
    if (value == nullptr) continue;
    const char* const name =
        source.value != nullptr ? source.name : "all_proxy";
    auto proxy = parse(name, value);
    if (!proxy) return proxy.error();
    source.target = *std::move(proxy);
  }
  const char* const except = variable(environment, "no_proxy", "NO_PROXY");
  if (except != nullptr) rules.except = NoProxy::parse(except);
  return rules;
}

}  // namespace gfetch::web
