#include <algorithm>
#include <charconv>
#include <cstddef>

#include "gfetch/http/http_client.h"

namespace gfetch::http {

std::optional<ResolveOverride> parse_resolve_override(std::string_view text) {
  const std::size_t host_end = text.find(':');
  if (host_end == 0 || host_end == std::string_view::npos) return std::nullopt;
  const std::size_t port_end = text.find(':', host_end + 1);
  if (port_end == std::string_view::npos) return std::nullopt;
  ResolveOverride result;
  for (const char c : text.substr(0, host_end)) {
    result.host += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
  const char* digits_end = text.data() + port_end;
  const auto [end, error] =
      std::from_chars(text.data() + host_end + 1, digits_end, result.port);
  if (error != std::errc() || end != digits_end) return std::nullopt;
  text.remove_prefix(port_end + 1);
  for (;;) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const auto address = net::parse_address(text.substr(0, comma));
    if (!address) return std::nullopt;
    result.addresses.push_back(*address);
    if (comma == text.size()) return result;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace gfetch::http
