#include "transfer_failure.h"

#include <curl/curl.h>

#include <algorithm>
#include <cerrno>
#include <optional>

namespace gfetch::http {
namespace {

// CURLE_TOO_LARGE, which libcurl's headers define from version 8.6 on.
constexpr int kTooLarge = 100;

/// Classifies a failed TCP or QUIC connection by its errno.
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

/// Classifies a refused certificate by OpenSSL's X509_V_ERR code.
ErrorKind kind_of_certificate(long verify_result) {
  switch (verify_result) {
    case 9:
      return ErrorKind::kTlsNotYetValid;
    case 10:
      return ErrorKind::kTlsExpired;
    // libcurl itself compares the host name, after OpenSSL has verified the
    // chain. If the name differs, it reports OpenSSL's 0, or its own initial
    // value, 1.
    case 0:
    case 1:
    case 62:  // X509_V_ERR_HOSTNAME_MISMATCH
    case 64:  // X509_V_ERR_IP_ADDRESS_MISMATCH
      return ErrorKind::kTlsWrongHost;
    case 18:
      return ErrorKind::kTlsSelfSigned;
    case 23:
      return ErrorKind::kTlsRevoked;
    case 2:   // X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT
    case 19:  // X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN
    case 20:  // X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY
    case 21:  // X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE
    case 24:  // X509_V_ERR_NO_ISSUER_PUBLIC_KEY; OpenSSL 1.1: INVALID_CA
    case 27:  // X509_V_ERR_CERT_UNTRUSTED
    case 79:  // X509_V_ERR_INVALID_CA
      return ErrorKind::kTlsUntrusted;
    case 66:  // X509_V_ERR_EE_KEY_TOO_SMALL
    case 67:  // X509_V_ERR_CA_KEY_TOO_SMALL
    case 68:  // X509_V_ERR_CA_MD_TOO_WEAK
      return ErrorKind::kTlsWeak;
    default:
      return ErrorKind::kTlsOther;
  }
}

/// Classifies a failed TLS handshake by libcurl's message, which contains the
/// text of OpenSSL's error or of the TLS alert.
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

/// Classifies a proxy's HTTP status in reply to CONNECT: with 5xx the proxy
/// could not reach the host; with any other status it refused to connect.
ErrorKind kind_of_connect_status(long status) {
  constexpr long kServerErrors = 500;
  return status >= kServerErrors ? ErrorKind::kConnectUnreachable
                                 : ErrorKind::kOther;
}

/// Classifies an HTTP/3 error by libcurl's message: the stream was reset, or
/// the server violated the protocol. For HTTP/2 libcurl has two CURLcodes.
ErrorKind kind_of_http3(std::string_view message) {
  return message.find("reset") != std::string_view::npos
             ? ErrorKind::kReset
             : ErrorKind::kBadResponse;
}

/// Classifies the error of a SOCKS proxy by its CURLproxycode.
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

/// Classifies CURLE_RECV_ERROR. It includes a proxy's refusal to connect, and
/// TLS alerts that the server sends after the client's handshake has ended.
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

/// Returns the error kind of a CURLcode that has one cause in all transfers;
/// nullopt for the codes with several causes.
std::optional<ErrorKind> kind_of_code(int code) {
  switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_LOGIN_DENIED:  // the URL has userinfo, which libcurl refuses
      return ErrorKind::kBadUrl;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return ErrorKind::kDnsTemporary;
    case CURLE_OPERATION_TIMEDOUT:  // libcurl enforces only the connect limit
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
    case CURLE_UNSUPPORTED_PROTOCOL:  // HTTP/0.9 or an unknown HTTP version
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
      // Before version 8.6 libcurl also reports a header line over 100 KB with
      // this code.
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
