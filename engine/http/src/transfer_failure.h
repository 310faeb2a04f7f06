#pragma once
/// Maps libcurl's description of a failed transfer to an ErrorKind. The
/// CURLcode decides, except for codes with several causes, which are
/// distinguished by other fields:
///
///   CURLE_COULDNT_CONNECT           the errno of the connection attempt
///   CURLE_PEER_FAILED_VERIFICATION  OpenSSL's result of the verification
///   CURLE_SSL_CONNECT_ERROR         the text of libcurl's message
///   CURLE_PROXY                     the CURLproxycode of a SOCKS proxy
///   CURLE_RECV_ERROR                the proxy's status, then the message
///   CURLE_HTTP3                     the text of libcurl's message
///   CURLE_OUT_OF_MEMORY             whether the response's head was incomplete

#include <string_view>

#include "gfetch/net/error.h"

namespace gfetch::http {

/// libcurl's description of a failed transfer.
struct TransferFailure {
  int code = 0;              // the transfer's CURLcode
  int system_error = 0;      // errno of the failed connection attempt
  bool within_head = false;  // the response's head was incomplete
  long verify_result = 0;    // OpenSSL's X509_V_ERR code; 0: verified
  long connect_status = 0;   // HTTP status of the proxy's reply to CONNECT
  long socks_error = 0;      // CURLproxycode of a SOCKS proxy
  std::string_view message;  // libcurl's error message
};

/// Returns the error kind of a failed transfer.
ErrorKind kind_of(const TransferFailure& failure);

}  // namespace gfetch::http
