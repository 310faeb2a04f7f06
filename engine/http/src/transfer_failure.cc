#include "transfer_failure.h"

#include <curl/curl.h>

#include <algorithm>
#include <cerrno>
#include <optional>

namespace gfetch::http {
namespace {

// CURLE_TOO_LARGE, since curl 8.6.
constexpr int kTooLarge = 100;

ErrorKind kind_of_connect(int system_error) {
  switch (system_error) {
    case ECONNREFUSED:
      return ErrorKind::kConnectRefused;
    case ETIMEDOUT:
      return ErrorKind::kConnectTimeout;
    case ECONNRESET:
      return ErrorKind::kReset;
    default:
      return ErrorKind::kConnectUnreachable;
  }
}

ErrorKind kind_of_certificate(long verify_result) {
  switch (verify_result) {
    case 9:
      return ErrorKind::kTlsNotYetValid;
    case 10:
      return ErrorKind::kTlsExpired;
    case 0:  // libcurl compares the name itself, once the chain has held
    case 1:
    case 62:  // host name mismatch
    case 64:  // address mismatch
      return ErrorKind::kTlsWrongHost;
    case 18:
      return ErrorKind::kTlsSelfSigned;
    case 23:
      return ErrorKind::kTlsRevoked;
    case 2:   // no issuer
    case 19:  // self-signed in the chain
    case 20:  // no local issuer
    case 21:  // first certificate cannot be verified
    case 24:  // invalid authority
    case 27:  // not trusted
      return ErrorKind::kTlsUntrusted;
    case 66:  // the server's key is too small
    case 67:  // the key of one who vouches for it
    case 68:  // the digest that one signed
      return ErrorKind::kTlsWeak;
    default:
      return ErrorKind::kTlsOther;
  }
}

/// The words are OpenSSL's own and those of the alerts of TLS.
ErrorKind kind_of_handshake(std::string_view message) {
  constexpr std::string_view kNothingInCommon[] = {
      "unsupported protocol", "protocol version", "handshake failure",
      "no protocols available"};
  constexpr std::string_view kTooWeak[] = {"key too small", "digest too weak",
                                           "md too weak", "key too weak"};
  const auto says = [message](std::string_view words) {
    return message.find(words) != std::string_view::npos;
  };
  if (std::ranges::any_of(kTooWeak, says)) return ErrorKind::kTlsWeak;
  return std::ranges::any_of(kNothingInCommon, says) ? ErrorKind::kTlsProtocol
                                                     : ErrorKind::kTlsOther;
}

/// A proxy that answers 5xx could not reach the host; any other answer is its
/// own will.
ErrorKind kind_of_connect_status(long status) {
  constexpr long kServerErrors = 500;
  return status >= kServerErrors ? ErrorKind::kConnectUnreachable
                                 : ErrorKind::kOther;
}

/// By HTTP/3 as by HTTP/2, of whose faults libcurl tells in two codes.
ErrorKind kind_of_http3(std::string_view message) {
  return message.find("reset") != std::string_view::npos
             ? ErrorKind::kReset
             : ErrorKind::kBadResponse;
}

ErrorKind kind_of_socks(long error) {
  switch (error) {
    case CURLPX_REPLY_CONNECTION_REFUSED:
      return ErrorKind::kConnectRefused;
    case CURLPX_REPLY_TTL_EXPIRED:
      return ErrorKind::kConnectTimeout;
    case CURLPX_REPLY_GENERAL_SERVER_FAILURE:
    case CURLPX_REPLY_HOST_UNREACHABLE:
    case CURLPX_REPLY_NETWORK_UNREACHABLE:
    case CURLPX_CLOSED:
      return ErrorKind::kConnectUnreachable;
    default:
      return ErrorKind::kOther;
  }
}

/// Once a connection stands, TLS speaks of its faults in alerts that come with
/// the first bytes.
ErrorKind kind_of_receiving(const TransferFailure& failure) {
  constexpr long kAccepted = 200;
  if (failure.connect_status > kAccepted) {
    return kind_of_connect_status(failure.connect_status);
  }
  const auto says = [&failure](std::string_view words) {
    return failure.message.find(words) != std::string_view::npos;
  };
  if (says("chunk")) return ErrorKind::kBadResponse;
  return says("SSL routines") && says("alert") ? ErrorKind::kTlsOther
                                               : ErrorKind::kReset;
}

/// The kind of a code that means the same in every transfer; nothing for the
/// codes whose kind depends on the rest of the failure.
std::optional<ErrorKind> kind_of_code(int code) {
  switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_LOGIN_DENIED:  // userinfo in a URL is refused
      return ErrorKind::kBadUrl;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return ErrorKind::kDnsTemporary;
    case CURLE_OPERATION_TIMEDOUT:  // libcurl is given a connect timeout only
      return ErrorKind::kConnectTimeout;
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CLIENTCERT:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return ErrorKind::kTlsOther;
    case CURLE_GOT_NOTHING:
      return ErrorKind::kEmptyReply;
    case CURLE_PARTIAL_FILE:
      return ErrorKind::kTruncated;
    case kTooLarge:
      return ErrorKind::kHeaderTooLarge;
    case CURLE_SEND_ERROR:
    case CURLE_SEND_FAIL_REWIND:
    case CURLE_HTTP2_STREAM:
      return ErrorKind::kReset;
    case CURLE_UNSUPPORTED_PROTOCOL:  // HTTP/0.9, or a version of the future
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_HTTP2:
      return ErrorKind::kBadResponse;
    default:
      return std::nullopt;
  }
}

}  // namespace

ErrorKind kind_of(const TransferFailure& failure) {
  if (const auto kind = kind_of_code(failure.code)) return *kind;
  switch (failure.code) {
    case CURLE_COULDNT_CONNECT:
    case CURLE_QUIC_CONNECT_ERROR:
      return kind_of_connect(failure.system_error);
    case CURLE_PEER_FAILED_VERIFICATION:
      return kind_of_certificate(failure.verify_result);
    case CURLE_PROXY:
      return kind_of_socks(failure.socks_error);
    case CURLE_SSL_CONNECT_ERROR:
      return kind_of_handshake(failure.message);
    case CURLE_OUT_OF_MEMORY:
      // Before 8.6 libcurl reports a header line over 100 KB by this code, too.
      return failure.within_head ? ErrorKind::kHeaderTooLarge
                                 : ErrorKind::kOther;
    case CURLE_RECV_ERROR:
      return kind_of_receiving(failure);
    case CURLE_HTTP3:
      return kind_of_http3(failure.message);
    default:
      return ErrorKind::kOther;
  }
}

}  // namespace gfetch::http
