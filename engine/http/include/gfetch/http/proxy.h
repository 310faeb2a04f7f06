#pragma once
/// A proxy, which forwards requests to their origins.
///
///   request.proxy = std::make_shared<const gfetch::http::Proxy>(
///       *gfetch::http::parse_proxy("socks5h://ann:secret@127.0.0.1:1080"));

#include <cstdint>
#include <string>
#include <string_view>

#include "gfetch/net/result.h"

namespace gfetch::http {

enum class ProxyKind {
  kHttp,
  kHttps,    ///< HTTP, and TLS on the way to the proxy
  kSocks5,   ///< is given addresses, looked up here
  kSocks5h,  ///< is given names, and looks them up itself
};

struct Proxy {
  ProxyKind kind = ProxyKind::kHttp;
  std::string host;  ///< lower case; an IPv6 address without brackets
  std::uint16_t port = 0;
  std::string user;  ///< empty: it wants none
  std::string password;

  bool operator==(const Proxy&) const = default;

  /// Whether it looks up the names of the hosts that it connects to.
  bool resolves() const { return kind != ProxyKind::kSocks5; }
};

/// `[SCHEME://][USER:PASSWORD@]HOST[:PORT]`, as curl's --proxy has it: http
/// when no scheme is named, port 1080 when no port is, 443 with https. User
/// and password are percent-decoded. The error is a sentence that repeats no
/// password.
Result<Proxy> parse_proxy(std::string_view text);

/// `http://host:3128`, without user and password.
std::string shown(const Proxy& proxy);

}  // namespace gfetch::http
