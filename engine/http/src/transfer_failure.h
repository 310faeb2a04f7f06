#pragma once
/// Maps libcurl's description of a failed transfer to an ErrorKind.

#include <string_view>

#include "gfetch/net/error.h"

namespace gfetch::http {

/// libcurl's description of a failed transfer.
struct TransferFailure {
  int code = 0;              // CURLcode
  int system_error = 0;      // errno of the connection
  bool within_head = false;  // the response's head had not ended
  long verify_result = 0;    // of the server's certificate, as OpenSSL has it
  long connect_status = 0;   // of a proxy's answer to CONNECT
  long socks_error = 0;      // CURLproxycode
  std::string_view message;  // for people
};

/// The kind of error that `failure` is.
ErrorKind kind_of(const TransferFailure& failure);

}  // namespace gfetch::http
