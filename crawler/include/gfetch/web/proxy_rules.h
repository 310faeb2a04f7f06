#pragma once
/// The choice of a proxy for each request. Pure: the caller passes the
/// environment in.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/http/http.h"
#include "gfetch/http/proxy.h"
#include "gfetch/net/address.h"

namespace gfetch::web {

/// The hosts that are contacted without a proxy, in the syntax of curl's
/// `no_proxy`.
class NoProxy {
 public:
  NoProxy() = default;

  /// Parses names, addresses and ranges such as `10.0.0.0/8`, separated by
  /// commas or spaces. A name covers its subdomains, with or without a leading
  /// dot; `*` covers every host.
  static NoProxy parse(std::string_view text);

  /// Returns true if `host` (in lower case, without brackets) is contacted
  /// without a proxy.
  bool covers(std::string_view host) const;

 private:
  struct Range {
    net::IpAddress address;
    int bits;
  };

  void add(std::string word);

  bool covers_all_ = false;
  std::vector<std::string> names_;  ///< host names without their leading dot
  std::vector<Range> ranges_;
};

struct ProxyRules {
  /// The proxy for http URLs; null: none.
  std::shared_ptr<const http::Proxy> http;
  /// The proxy for https URLs; null: none.
  std::shared_ptr<const http::Proxy> https;
  NoProxy except;

  /// Returns the proxy for a request to `origin`; null for a direct connection.
  const std::shared_ptr<const http::Proxy>& proxy_for(
      const http::Origin& origin) const;
};

/// A function that returns the value of an environment variable, or nullptr.
using VariableLookup = std::function<const char*(const char* name)>;

/// Reads the rules from the environment variables `http_proxy`, `https_proxy`,
/// `all_proxy` and `no_proxy`. The last three may be in upper case. HTTP_PROXY
/// is ignored: under CGI it holds the Proxy field of a request (httpoxy). The
/// error names the variable.
Result<ProxyRules> proxies_of(const VariableLookup& environment);

}  // namespace gfetch::web
