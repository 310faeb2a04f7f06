#include "gfetch/http/proxy.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <utility>

#include "gfetch/net/address.h"

namespace gfetch::http {
namespace {

constexpr std::array<std::pair<std::string_view, ProxyKind>, 4> kSchemes{
    {{"http", ProxyKind::kHttp},
     {"https", ProxyKind::kHttps},
     {"socks5", ProxyKind::kSocks5},
     {"socks5h", ProxyKind::kSocks5h}}};

constexpr std::uint16_t kUsualPort = 1080;
constexpr std::uint16_t kHttpsPort = 443;

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::string percent_decode(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool coded = text[i] == '%' && i + 2 < text.size() &&
                       hex_value(text[i + 1]) >= 0 &&
                       hex_value(text[i + 2]) >= 0;
    if (!coded) {
      result += text[i];
      continue;
    }
    result +=
        static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
    i += 2;
  }
  return result;
}

Error bad(std::string message) {
  return {ErrorKind::kBadUrl, std::move(message)};
}

Result<ProxyKind> take_kind(std::string_view& text) {
  const std::size_t end = text.find("://");
  if (end == text.npos) return ProxyKind::kHttp;
  const std::string scheme = lower(text.substr(0, end));
  text.remove_prefix(end + 3);
  for (const auto& [name, kind] : kSchemes) {
    if (name == scheme) return kind;
  }
  return bad("a proxy is http://, https://, socks5:// or socks5h://");
}

/// Moves `USER:PASSWORD@` from the front of `text` to `proxy`, decoded.
void take_login(std::string_view& text, Proxy& proxy) {
  const std::size_t end = text.rfind('@');
  if (end == text.npos) return;
  const std::string_view login = text.substr(0, end);
  text.remove_prefix(end + 1);
  const std::size_t colon = login.find(':');
  proxy.user = percent_decode(login.substr(0, colon));
  if (colon != login.npos) {
    proxy.password = percent_decode(login.substr(colon + 1));
  }
}

std::optional<std::uint16_t> parse_port(std::string_view digits) {
  std::uint16_t port = 0;
  const char* end = digits.data() + digits.size();
  const auto [rest, failure] = std::from_chars(digits.data(), end, port);
  if (failure != std::errc() || rest != end || port == 0) return std::nullopt;
  return port;
}

bool is_host(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '.' || c == '_';
  });
}

/// Parses `HOST` or `HOST:PORT` into `proxy`.
Result<void> read_authority(std::string_view text, Proxy& proxy) {
  const bool bracketed = text.starts_with('[');
  const std::size_t end = bracketed ? text.find(']') + 1 : text.find(':');
  if (bracketed && end == 0) return bad("a proxy's address lacks its ]");
  const std::string_view host = text.substr(0, end);
  const std::string_view rest = end >= text.size() ? "" : text.substr(end);
  proxy.host = lower(host);
  if (bracketed) proxy.host = proxy.host.substr(1, proxy.host.size() - 2);
  const bool sound =
      bracketed ? net::parse_address(host).has_value() : is_host(proxy.host);
  if (!sound) return bad("expected a proxy such as http://localhost:3128");
  if (rest.empty()) return {};
  const auto port = rest.starts_with(':') ? parse_port(rest.substr(1))
                                          : std::optional<std::uint16_t>();
  if (!port) return bad("a proxy's port is a number from 1 to 65535");
  proxy.port = *port;
  return {};
}

}  // namespace

Result<Proxy> parse_proxy(std::string_view text) {
  const Result<ProxyKind> kind = take_kind(text);
  if (!kind) return kind.error();
  Proxy proxy;
  proxy.kind = *kind;
  proxy.port = *kind == ProxyKind::kHttps ? kHttpsPort : kUsualPort;
  text = text.substr(0, text.find('/'));
  take_login(text, proxy);
  if (Result<void> read = read_authority(text, proxy); !read) {
    return read.error();
  }
  return proxy;
}

std::string shown(const Proxy& proxy) {
  const auto* const scheme =
      std::find_if(kSchemes.begin(), kSchemes.end(),
                   [&](const auto& one) { return one.second == proxy.kind; });
  const bool v6 = proxy.host.find(':') != std::string::npos;
  return std::string(scheme->first) + "://" +
         (v6 ? '[' + proxy.host + ']' : proxy.host) + ':' +
         std::to_string(proxy.port);
}

}  // namespace gfetch::http
