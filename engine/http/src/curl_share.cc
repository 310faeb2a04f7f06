#include "curl_share.h"

#include <curl/curl.h>

#include <new>

namespace gfetch::http {

CurlShare::CurlShare(const HttpClientOptions& options)
    : handle_(curl_share_init()), trust_(options) {
  if (handle_ == nullptr) throw std::bad_alloc();
  curl_share_setopt(handle_, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
}

CurlShare::~CurlShare() {
  curl_share_cleanup(handle_);
}

}  // namespace gfetch::http
