#pragma once
/// An HTTP or SOCKS proxy, which forwards requests to their origins.
///
///   request.proxy = std::make_shared<const gfetch::http::Proxy>(
///       *gfetch::http::parse_proxy("socks5h://ann:secret@127.0.0.1:1080"));

#include <cstdint>
#include <string>
#include <string_view>

#include "gfetch/net/result.h"

namespace gfetch::http {

/// The protocols of proxies.
enum class ProxyKind {
  kHttp,
  kHttps,    ///< an HTTP proxy, reached over TLS
  kSocks5,   ///< a SOCKS5 proxy that gets addresses: the client resolves names
  kSocks5h,  ///< a SOCKS5 proxy that gets host names and resolves them
};

/// The address of a proxy, and the login for it.
struct Proxy {
  ProxyKind kind = ProxyKind::kHttp;
  /// The proxy's host name in lower case; an IPv6 address without brackets.
  std::string host;
  std::uint16_t port = 0;
  std::string user;  ///< user name for the proxy; empty: no login
  std::string password;

  bool operator==(const Proxy&) const = default;

  /// True if the proxy resolves the host names of origins itself.
  bool resolves() const { return kind != ProxyKind::kSocks5; }
};

/// Parses `[SCHEME://][USER:PASSWORD@]HOST[:PORT]`, the form of curl's --proxy.
/// The default scheme is http; the default port is 1080, and 443 with https.
/// User and password are percent-decoded. Fails with kBadUrl and a message that
/// does not contain the password.
Result<Proxy> parse_proxy(std::string_view text);

/// Returns the URL of a proxy for messages, without user and password:
/// `http://host:3128`.
std::string shown(const Proxy& proxy);

}  // namespace gfetch::http
