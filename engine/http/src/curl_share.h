#pragma once
/// A share handle of libcurl: the TLS sessions and the trusted certificate
/// authorities that all easy handles of a client share.

#include "gfetch/http/http_client.h"
#include "tls_trust.h"

namespace gfetch::http {

class CurlShare {
 public:
  explicit CurlShare(const HttpClientOptions& options);
  ~CurlShare();
  CurlShare(const CurlShare&) = delete;
  CurlShare& operator=(const CurlShare&) = delete;

  void* handle() const noexcept { return handle_; }
  TlsTrust& trust() noexcept { return trust_; }

 private:
  void* handle_;
  TlsTrust trust_;
};

}  // namespace gfetch::http
