#pragma once
/// The TLS sessions and the trusted authorities that all easy handles of a
/// client share.

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
