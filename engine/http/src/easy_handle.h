#pragma once
/// An easy handle of libcurl, used for one request after another. Constant
/// options are set once, and of a request only those that have changed.

#include <memory>
#include <string>
#include <vector>

#include "curl_share.h"
#include "gfetch/http/http.h"
#include "gfetch/http/http_client.h"
#include "gfetch/net/resolver.h"

namespace gfetch::http {

class FieldList;

/// One exchange to carry out.
struct Assignment {
  const Request& request;
  net::AddressList addresses;  // the only ones it may connect to
  const char* resolve;         // for CURLOPT_RESOLVE; null: libcurl knows them
  const char* socks_target;    // for CURLOPT_CONNECT_TO; null: as the URL says
  bool literal_host;           // an address stands where it connects to
  bool fresh_connection;       // reuse none
  bool http1;                  // whatever the options say

  /// True if libcurl, not CurlTransfers, has to watch the connect limit.
  bool leaves_connect_limit() const;
};

class EasyHandle {
 public:
  /// Both outlive it.
  EasyHandle(const HttpClientOptions& options, CurlShare& share);
  ~EasyHandle();
  EasyHandle(const EasyHandle&) = delete;
  EasyHandle& operator=(const EasyHandle&) = delete;

  void* get() const noexcept { return easy_; }

  /// Prepares a request. Fails on a request that must not be sent as it is. The
  /// request must live until the exchange has ended.
  Result<void> prepare(const Assignment& assignment);

  /// Closes the connection together with an exchange that is cut off, where
  /// libcurl would go on using a broken connection.
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

  // The options that were set last.
  std::unique_ptr<FieldList> fields_;
  std::vector<Header> headers_;
  bool headers_of_get_ = true;
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
