#include "curl_info.h"

#include <curl/curl.h>

#include <cstdint>

namespace gfetch::http {
namespace {

Duration moment(CURL* easy, CURLINFO info) {
  curl_off_t microseconds = 0;
  curl_easy_getinfo(easy, info, &microseconds);
  return std::chrono::microseconds(microseconds);
}

}  // namespace

bool is_connected(void* easy) {
  return moment(easy, CURLINFO_PRETRANSFER_TIME_T) > Duration(0);
}

void add_peer(void* easy, const HttpClientOptions& options,
              Response& response) {
  const char* ip = nullptr;
  long port = 0;
  curl_easy_getinfo(easy, CURLINFO_PRIMARY_IP, &ip);
  curl_easy_getinfo(easy, CURLINFO_PRIMARY_PORT, &port);
  // For a Unix socket libcurl returns the socket's path as the address.
  if (ip != nullptr && options.unix_socket.empty()) response.remote_ip = ip;
  response.remote_port = static_cast<std::uint16_t>(port);
}

void add_counts(void* easy, const HttpClientOptions& options,
                Response& response) {
  const char* ip = nullptr;
  long port = 0;
  curl_easy_getinfo(easy, CURLINFO_LOCAL_IP, &ip);
  curl_easy_getinfo(easy, CURLINFO_LOCAL_PORT, &port);
  if (ip != nullptr && options.unix_socket.empty()) response.local_ip = ip;
  response.local_port = static_cast<std::uint16_t>(port);
  long verified = 0;
  curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &verified);
  response.tls_verify_result = static_cast<int>(verified);
  long sent = 0;
  curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &sent);
  curl_off_t uploaded = 0;
  curl_easy_getinfo(easy, CURLINFO_SIZE_UPLOAD_T, &uploaded);
  response.request_bytes = static_cast<std::uint64_t>(sent);
  response.uploaded_bytes = static_cast<std::uint64_t>(uploaded);
}

TransferMoments moments_of(void* easy, HttpVersion version) {
  const Duration secured = moment(easy, CURLINFO_APPCONNECT_TIME_T);
  // QUIC combines the transport and the TLS handshake (HTTP/3).
  const bool one_handshake = version == HttpVersion::k3;
  return {.connected =
              one_handshake ? secured : moment(easy, CURLINFO_CONNECT_TIME_T),
          .secured = secured,
          .first_byte = moment(easy, CURLINFO_STARTTRANSFER_TIME_T),
          .end = moment(easy, CURLINFO_TOTAL_TIME_T)};
}

TransferFailure failure_of(void* easy, int code, bool within_head,
                           std::string_view message) {
  TransferFailure failure{
      .code = code, .within_head = within_head, .message = message};
  long system_error = 0;
  curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &system_error);
  failure.system_error = static_cast<int>(system_error);
  curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &failure.verify_result);
  // If the server's certificate is valid, the proxy's may be the invalid one.
  if (failure.verify_result == 0) {
    curl_easy_getinfo(easy, CURLINFO_PROXY_SSL_VERIFYRESULT,
                      &failure.verify_result);
  }
  curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &failure.connect_status);
  curl_easy_getinfo(easy, CURLINFO_PROXY_ERROR, &failure.socks_error);
  if (failure.message.empty()) {
    failure.message = curl_easy_strerror(static_cast<CURLcode>(code));
  }
  return failure;
}

}  // namespace gfetch::http
