#pragma once
/// What can go wrong with one URL, as a value. Such an error becomes a record;
/// it never stops the run.

#include <string>
#include <string_view>

namespace gfetch {

enum class ErrorKind {
  kBadUrl,
  kUnsupportedScheme,
  kDnsNxdomain,
  kDnsTimeout,
  kDnsTemporary,
  kConnectRefused,
  kConnectTimeout,
  kConnectUnreachable,
  kTlsExpired,
  kTlsNotYetValid,
  kTlsWrongHost,
  kTlsSelfSigned,
  kTlsUntrusted,
  kTlsRevoked,
  kTlsWeak,
  kTlsProtocol,
  kTlsOther,
  kTimeout,
  kIdleTimeout,
  kReset,
  kEmptyReply,
  kTruncated,
  kHeaderTooLarge,
  kBodyTooLarge,
  kBadResponse,
  kDecodeError,
  kTooManyRedirects,
  kBadRedirect,
  kPrivateAddress,
  kHttpStatus,
  kIo,
  kKilled,
  kOther,
};

/// The word that records print, `dns_nxdomain` for kDnsNxdomain.
std::string_view name_of(ErrorKind kind);

/// A kind for programs and a sentence for people.
struct Error {
  ErrorKind kind = ErrorKind::kOther;
  std::string message;
  int system_error = 0;  ///< an errno, where one is the cause

  /// True if the process or the system has no file descriptor left.
  bool out_of_descriptors() const noexcept;
};

}  // namespace gfetch
