#include "openssl_error.h"

#include <openssl/err.h>

#include <cerrno>

namespace gfetch::net {
namespace {

int errno_of(TlsError::Kind kind) {
  switch (kind) {
    case TlsError::Kind::kCut:
      return ECONNRESET;
    case TlsError::Kind::kConfigured:
      return EINVAL;
    case TlsError::Kind::kUntrusted:
    case TlsError::Kind::kProtocol:
      break;
  }
  return EPROTO;
}

}  // namespace

TlsError::TlsError(Kind kind, const std::string& what)
    : SocketError(errno_of(kind), what), kind_(kind) {}

std::string take_openssl_error() {
  const unsigned long first = ERR_get_error();
  ERR_clear_error();
  const char* const reason =
      first == 0 ? nullptr : ERR_reason_error_string(first);
  return reason == nullptr ? "unknown error" : reason;
}

void throw_tls(TlsError::Kind kind, const std::string& what) {
  throw TlsError(kind, what + ": " + take_openssl_error());
}

}  // namespace gfetch::net
