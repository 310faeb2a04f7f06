#include "gfetch/http/library_versions.h"

#include "base/libcurl.h"
#include "gfetch/fiber/detail/versions.h"
#include "gfetch/net/detail/versions.h"

namespace gfetch::http {

std::vector<std::string> library_versions() {
  return {http_library_versions(), net::dns_library_version(),
          detail::loop_library_version(), detail::context_library_version()};
}

}  // namespace gfetch::http
