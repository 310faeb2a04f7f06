#pragma once
/// Which request goes out through which proxy. Pure: what the environment says
/// is passed in.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/http/http.h"
#include "gfetch/http/proxy.h"
#include "gfetch/net/address.h"

namespace gfetch::web {

/// The hosts that no proxy is used for, as curl reads them.
class NoProxy {
 public:
  NoProxy() = default;

  /// Names, addresses and ranges such as `10.0.0.0/8`, separated by commas or
  /// blanks. A name, with or without a dot in front, covers all below it; `*`
  /// covers everything.
  /// Never blocks.
  static NoProxy parse(std::string_view text);

  /// Whether `host` (lower case, no brackets) is reached without a proxy.
  /// Never blocks.
  bool covers(std::string_view host) const;

 private:
  struct Range {
    net::IpAddress address;
    int bits;
  };

  bool everything_ = false;
  std::vector<std::string> names_;  ///< without the dot
  std::vector<Range> ranges_;
};

struct ProxyRules {
  std::shared_ptr<const http::Proxy> http;   ///< for http: URLs; null: none
  std::shared_ptr<const http::Proxy> https;  ///< for https: URLs; null: none
  NoProxy except;

  /// The proxy for a request to `origin`; null: none.
  /// Never blocks.
  const std::shared_ptr<const http::Proxy>& proxy_for(
      const http::Origin& origin) const;
};

/// The value of a variable, or nullptr.
using VariableLookup = std::function<const char*(const char* name)>;

/// What `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` say, the last
/// three in capitals, too: HTTP_PROXY is what a web server makes of a request's
/// header `Proxy`. The error names the variable.
/// Never blocks.
Result<ProxyRules> proxies_of(const VariableLookup& environment);

}  // namespace gfetch::web
