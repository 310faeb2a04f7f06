#pragma once
/// Sets options of libcurl's easy handles.

#include <curl/curl.h>

#include <stdexcept>
#include <string>

namespace gfetch::http {

/// Sets an option of an easy handle. Throws if libcurl does not know the
/// option, which is a bug: all supported versions have all options used.
template <class T>
void set(CURL* easy, CURLoption option, T value) {
  if (curl_easy_setopt(easy, option, value) != CURLE_OK) {
    throw std::runtime_error("libcurl lacks option " + std::to_string(option));
  }
}

}  // namespace gfetch::http
