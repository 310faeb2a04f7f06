#include "base/libcurl.h"

#include <curl/curl.h>

#include <string_view>

namespace gfetch::http {
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

// With OpenSSL's QUIC, the flow-control window of a body that was not read to
// its end is never returned to the connection: after a few such bodies all
// transfers of the connection stall. libcurl then names its QUIC version
// "nghttp3/…"; with another QUIC library the name of that library comes first.
bool shares_connections(HttpVersion version) {
  if (version != HttpVersion::k3) return version == HttpVersion::k2;
  const char* const quic = linked().quic_version;
  return quic != nullptr && !std::string_view(quic).starts_with("nghttp3");
}

bool speaks(HttpVersion version) {
  const int features = linked().features;
  if (version == HttpVersion::k2) return (features & CURL_VERSION_HTTP2) != 0;
  if (version == HttpVersion::k3) return (features & CURL_VERSION_HTTP3) != 0;
  return version != HttpVersion::kUnknown;
}

}  // namespace gfetch::http
