#include "web/cookie/cookie_match.h"

#include "gfetch/net/address.h"

namespace gfetch::web {

bool is_address(const Url& url) {
  return net::parse_address(url.hostname_for_connect()).has_value();
}

bool domain_matches(std::string_view host, std::string_view domain) {
  if (host == domain) return true;
  return host.size() > domain.size() && host.ends_with(domain) &&
         host[host.size() - domain.size() - 1] == '.';
}

bool path_matches(std::string_view path, std::string_view cookie_path) {
  if (!path.starts_with(cookie_path)) return false;
  return path.size() == cookie_path.size() || cookie_path.ends_with('/') ||
         path[cookie_path.size()] == '/';
}

}  // namespace gfetch::web
