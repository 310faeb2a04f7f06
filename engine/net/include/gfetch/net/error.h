#pragma once
/// The errors of fetching one URL, as values. An error becomes a record of the
/// output and never stops the run.

#include <string>
#include <string_view>

namespace gfetch {

/// The reason why a URL was not fetched.
enum class ErrorKind {
  kBadUrl,              ///< the URL is malformed
  kUnsupportedScheme,   ///< the URL is neither http nor https
  kDnsNxdomain,         ///< the host name does not exist or has no address
  kDnsTimeout,          ///< no DNS server replied in time
  kDnsTemporary,        ///< the DNS servers failed
  kConnectRefused,      ///< the host refused the TCP connection
  kConnectTimeout,      ///< no connection within the connect limit
  kConnectUnreachable,  ///< no route to the host
  kTlsExpired,          ///< the certificate has expired
  kTlsNotYetValid,      ///< the certificate is not valid yet
  kTlsWrongHost,        ///< the certificate is for another host
  kTlsSelfSigned,       ///< the certificate is self-signed
  kTlsUntrusted,        ///< no trusted authority issued the certificate
  kTlsRevoked,          ///< the certificate was revoked
  kTlsWeak,             ///< the certificate's key or digest is too weak
  kTlsProtocol,         ///< client and server share no TLS version or cipher
  kTlsOther,            ///< any other failure of TLS
  kTimeout,             ///< the time limit of the whole URL expired
  kIdleTimeout,         ///< no byte was sent or received within the idle limit
  kReset,               ///< the peer reset the connection or the stream
  kEmptyReply,          ///< the connection was closed before a response
  kTruncated,           ///< the body ended before its announced length
  kHeaderTooLarge,      ///< the response's header section is over its limit
  kBodyTooLarge,        ///< the response's body is over its limit
  kBadResponse,         ///< the response violates HTTP
  kDecodeError,         ///< the body's content coding is invalid
  kTooManyRedirects,    ///< more redirects than the limit
  kBadRedirect,         ///< a redirect whose target is no valid URL
  kPrivateAddress,      ///< the request may not reach private addresses
  kHttpStatus,          ///< the status code counts as a failure
  kIo,                  ///< a file or a socket of this machine failed
  kKilled,              ///< the run was stopped first
  kOther,               ///< any other error
};

/// Returns the name of an error kind in the output's records, such as
/// `dns_nxdomain` for kDnsNxdomain.
std::string_view name_of(ErrorKind kind);

/// An error: its kind for programs, and a sentence for people.
struct Error {
  ErrorKind kind = ErrorKind::kOther;
  std::string message;
  int system_error = 0;  ///< the errno of a failed system call; 0: none

  /// True if the process or the system has no file descriptor left (EMFILE,
  /// ENFILE).
  bool out_of_descriptors() const noexcept;
};

}  // namespace gfetch
