#pragma once
/// Whom a client believes in TLS, where libcurl is built with OpenSSL: the
/// authorities, read once for all connections, and the names that a certificate
/// says it is for. libcurl would read the authorities for each of its caches
/// again, and take a certificate that names nobody by its subject, as no
/// browser does (RFC 9110, 4.3.4).

#include <memory>
#include <string>

#include "gfetch/http/http_client.h"

namespace gfetch::http {

class TlsTrust {
 public:
  /// With a list of certificates that were taken back, libcurl reads all.
  explicit TlsTrust(const HttpClientOptions& options);
  ~TlsTrust();
  TlsTrust(const TlsTrust&) = delete;
  TlsTrust& operator=(const TlsTrust&) = delete;

  /// Tells an easy handle. It must not outlive this.
  void tell(void* easy);

  /// The errno for which the authorities could not be read last.
  int read_error() const noexcept { return read_error_; }

 private:
  struct Callbacks;
  struct Authorities;

  bool reads() const { return !ca_file_.empty() && crl_file_.empty(); }
  const Authorities* authorities();

  bool must_hold_;
  std::string ca_file_;  // empty: none is known
  std::string crl_file_;
  std::unique_ptr<Authorities> authorities_;  // once they are needed
  int read_error_ = 0;
};

}  // namespace gfetch::http
