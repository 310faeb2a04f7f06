#include "web/url/public_suffix.h"

#include <libpsl.h>

#include "web/url/ip_address.h"

namespace gfetch::web {
namespace {

// Returns the public suffix list: the newer of the system's list and the list
// built into libpsl; null when there is neither.
const psl_ctx_t* list() {
  static const psl_ctx_t* const latest = psl_latest(nullptr);
  return latest;
}

// Returns true if the host of a parsed URL is an IP address.
bool is_address(std::string_view host) {
  return host.starts_with('[') || ends_in_number(host);
}

}  // namespace

bool is_public_suffix(const std::string& domain) {
  // Without a public suffix list, every single label counts as a public suffix.
  if (list() == nullptr) return domain.find('.') == std::string::npos;
  return psl_is_public_suffix2(list(), domain.c_str(), PSL_TYPE_ANY) != 0;
}

std::string_view registrable_domain(std::string_view host) {
  if (is_address(host) || list() == nullptr) return host;
  if (host.ends_with('.')) host.remove_suffix(1);
  const std::string name(host);
  const char* const domain = psl_registrable_domain(list(), name.c_str());
  if (domain == nullptr) return host;
  return host.substr(static_cast<std::size_t>(domain - name.c_str()));
}

}  // namespace gfetch::web
