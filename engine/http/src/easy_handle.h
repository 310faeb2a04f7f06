#pragma once
/// An easy handle of libcurl, which one request after another uses.
///
/// Invariants:
/// - Options that are the same for all requests are set once, when the handle
///   is constructed.
/// - The members remember the other options as they are set in libcurl:
///   prepare() sets only options that differ from those of the request before.
/// - libcurl decides nothing that gfetch decides: it resolves no names, reads
///   no .netrc, uses no proxy of the environment, follows no redirects and
///   decodes no bodies.

#include <memory>
#include <string>
#include <vector>

#include "curl_share.h"
#include "gfetch/http/http.h"
#include "gfetch/http/http_client.h"
#include "gfetch/net/resolver.h"

namespace gfetch::http {

class FieldList;

/// The parameters of one exchange.
struct Assignment {
  const Request& request;
  net::AddressList addresses;  // connections to other addresses are refused
  const char* resolve;         // CURLOPT_RESOLVE; null: libcurl's cache has it
  const char* socks_target;    // CURLOPT_CONNECT_TO; null: the URL's host
  bool literal_host;           // the host to connect to is an IP address
  bool fresh_connection;       // forbids libcurl to reuse a connection
  bool http1;                  // uses HTTP/1.1, whatever the client's options

  /// True if libcurl, not CurlTransfers, enforces the connect limit.
  bool leaves_connect_limit() const;
};

class EasyHandle {
 public:
  /// `options` and `share` must outlive the handle.
  EasyHandle(const HttpClientOptions& options, CurlShare& share);
  ~EasyHandle();
  EasyHandle(const EasyHandle&) = delete;
  EasyHandle& operator=(const EasyHandle&) = delete;

  void* get() const noexcept { return easy_; }

  /// Sets the options for a request. Fails if the method or a header field is
  /// invalid, or the scheme is neither http nor https. The request must live
  /// until the exchange has ended.
  Result<void> prepare(const Assignment& assignment);

  /// Makes libcurl close the connection of an exchange that is ended early, if
  /// libcurl would otherwise reuse it in a broken state (HTTP/3 with OpenSSL).
  void leave_connection() noexcept;

 private:
  void set_constant_options(CurlShare& share);
  void set_trust(CurlShare& share);
  void set_version();
  void set_method(const Request& request);
  void set_body(const Request& request);
  Result<void> set_headers(const Request& request);
  void set_resolve(const char* entry);
  void set_socks_target(const char* entry);
  void set_proxy(const std::shared_ptr<const Proxy>& proxy);
  void set_certificate(bool shown);
  void set_connect_limit(const Assignment& assignment);

  void* easy_;
  const HttpClientOptions& options_;

  // The options of the easy handle as they were set last.
  std::unique_ptr<FieldList> fields_;
  std::vector<Header> headers_;
  bool headers_of_get_ = true;
  bool headers_frame_body_ = false;  // headers_ have a length or a coding
  void* resolve_ = nullptr;
  void* socks_target_ = nullptr;
  std::shared_ptr<const Proxy> proxy_;
  bool certificate_shown_ = false;
  long connect_ms_ = 0;
  bool plain_get_ = true;
  bool fresh_connection_ = false;
  bool leaves_connection_ = false;
  bool http1_ = false;
};

}  // namespace gfetch::http
