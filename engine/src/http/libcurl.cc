#include "libcurl.h"

#include <curl/curl.h>

#include "gfetch/engine/http_client.h"

namespace gfetch {
namespace detail {
namespace {

const curl_version_info_data& linked() {
  static const curl_version_info_data* const data =
      curl_version_info(CURLVERSION_NOW);
  return *data;
}

}  // namespace

std::string http_library_versions() {
  return curl_version();
}

bool libcurl_is_from(unsigned version) {
  return linked().version_num >= version;
}

}  // namespace detail

bool speaks(HttpVersion version) {
  const int features = detail::linked().features;
  if (version == HttpVersion::k2) return (features & CURL_VERSION_HTTP2) != 0;
  if (version == HttpVersion::k3) return (features & CURL_VERSION_HTTP3) != 0;
  return version != HttpVersion::kUnknown;
}

}  // namespace gfetch
