#pragma once
/// Decides which TLS certificates a client trusts, if libcurl uses OpenSSL:
///
/// - The trusted authorities are read once and shared by all connections.
///   libcurl would read them again for each multi handle.
/// - A certificate without a subjectAltName is refused (RFC 9110, 4.3.4).
///   libcurl would compare the host with the common name of its subject.

#include <memory>
#include <string>

#include "gfetch/http/http_client.h"

namespace gfetch::http {

class TlsTrust {
 public:
  /// With a certificate revocation list in `options`, libcurl itself reads the
  /// authorities and the list for each connection.
  explicit TlsTrust(const HttpClientOptions& options);
  ~TlsTrust();
  TlsTrust(const TlsTrust&) = delete;
  TlsTrust& operator=(const TlsTrust&) = delete;

  /// Sets the TLS options of an easy handle, which must not outlive this
  /// object.
  void apply_to(void* easy);

  /// The errno with which the trusted authorities could not be read last; 0: no
  /// system call failed.
  int read_error() const noexcept { return read_error_; }

 private:
  struct Callbacks;
  struct Authorities;

  bool reads() const { return !ca_file_.empty() && crl_file_.empty(); }
  const Authorities* authorities();

  bool verifies_;        // false: accepts any server certificate
  std::string ca_file_;  // PEM file of the trusted authorities; empty: none
  std::string crl_file_;
  std::unique_ptr<Authorities> authorities_;  // null: not read yet
  int read_error_ = 0;
};

}  // namespace gfetch::http
