#pragma once
/// How options reach an easy handle of libcurl.

#include <curl/curl.h>

#include <stdexcept>
#include <string>

namespace gfetch::http {

/// Throws on an option that this libcurl does not have: the versions that are
/// supported have them all.
template <class T>
void set(CURL* easy, CURLoption option, T value) {
  if (curl_easy_setopt(easy, option, value) != CURLE_OK) {
    throw std::runtime_error("libcurl lacks option " + std::to_string(option));
  }
}

}  // namespace gfetch::http
