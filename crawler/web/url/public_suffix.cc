#include "web/url/public_suffix.h"

#include <libpsl.h>

#include "web/url/ip_address.h"

namespace gfetch::web {
namespace {

// The list of this system, or the one built into the library if it is newer;
// null: there is none.
const psl_ctx_t* list() {
  static const psl_ctx_t* const latest = psl_latest(nullptr);
  return latest;
}

// As parse_ipv4() would have it, once a URL was parsed.
bool is_address(std::string_view host) {
  return host.starts_with('[') || ends_in_number(host);
}

}  // namespace

bool is_public_suffix(const std::string& domain) {
  // Without any list every domain of one label is one.
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
