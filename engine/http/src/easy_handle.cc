#include "easy_handle.h"

#include <curl/curl.h>
#include <strings.h>

#include <algorithm>
#include <chrono>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include "base/libcurl.h"
#include "easy_option.h"
#include "field_list.h"
#include "gfetch/http/upload_file.h"
#include "request_framing.h"

namespace gfetch::http {
namespace {

// libcurl's default connect limit, which applies unless another one is set.
constexpr Duration kCurlConnectLimit = std::chrono::minutes(5);

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < 0x7f && c != ':';
  });
}

bool breaks_a_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) !=
         std::string_view::npos;
}

/// Fails if the URL is invalid, or if the method is no token and could
/// therefore inject a second request (request smuggling).
Result<void> check(const Request& request) {
  if (!request.url.valid()) return request.url.error();
  if (!is_token(request.method)) {
    return Error{ErrorKind::kOther, "invalid request method"};
  }
  return {};
}

/// Fails if a header field is malformed and could therefore inject further
/// fields or requests (CR, LF or NUL in its value).
Result<void> check(const std::vector<Header>& headers) {
  for (const Header& header : headers) {
    if (!is_token(header.name) || breaks_a_line(header.value)) {
      return Error{ErrorKind::kOther, "invalid request header"};
    }
  }
  return {};
}

bool is_accept(const Header& field) {
  return strcasecmp(field.name.c_str(), "Accept") == 0;
}

/// Returns true if the only Accept field of `fields` is `Accept: */*`, which
/// libcurl adds by itself. In libcurl's list the field would cost each request
/// 1,500 instructions: libcurl searches the list for a dozen names.
bool accepts_any_type(const std::vector<Header>& fields) {
  const auto first = std::ranges::find_if(fields, is_accept);
  return first != fields.end() && first->value == "*/*" &&
         std::none_of(first + 1, fields.end(), is_accept);
}

}  // namespace

// Usually CurlTransfers enforces the connect limit with its periodic check,
// which is cheaper: libcurl updates a sorted set of all transfers' timers
// whenever a transfer starts or ends. libcurl gets the limit in two cases. With
// several addresses libcurl divides the time among them; with a limit of over
// 5 minutes, or none, libcurl's default would expire first.
bool Assignment::leaves_connect_limit() const {
  const TimeLimit limit = request.limits.connect;
  return !limit || *limit >= kCurlConnectLimit || addresses->size() != 1;
}

EasyHandle::EasyHandle(const HttpClientOptions& options, CurlShare& share)
    : easy_(curl_easy_init()),
      options_(options),
      fields_(std::make_unique<FieldList>()) {
  if (easy_ == nullptr) throw std::bad_alloc();
  set_constant_options(share);
  set_trust(share);
}

EasyHandle::~EasyHandle() {
  curl_easy_cleanup(easy_);
  curl_slist_free_all(static_cast<curl_slist*>(resolve_));
  curl_slist_free_all(static_cast<curl_slist*>(socks_target_));
}

void EasyHandle::set_constant_options(CurlShare& share) {
  set(easy_, CURLOPT_SHARE, share.handle());
  set(easy_, CURLOPT_BUFFERSIZE, static_cast<long>(options_.receive_bytes));
  // Without NOSIGNAL libcurl makes three system calls for each easy handle that
  // it handles.
  set(easy_, CURLOPT_NOSIGNAL, 1L);
  // With QUICK_EXIT libcurl removes an easy handle without waiting for a thread
  // of its resolver.
  set(easy_, CURLOPT_QUICK_EXIT, 1L);
  // The end of each transfer searches libcurl's whole DNS cache for expired
  // entries, so entries have a short life. With 0 seconds entries would expire
  // at once; without expiry the cache of 7.88 would grow without limit.
  set(easy_, CURLOPT_DNS_CACHE_TIMEOUT, 2L);
  set(easy_, CURLOPT_MAXAGE_CONN, 30L);
  set(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
  // Empty strings stop libcurl from reading http_proxy and no_proxy from the
  // environment.
  set(easy_, CURLOPT_PROXY, "");
  set(easy_, CURLOPT_NOPROXY, "");
  set(easy_, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(easy_, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(easy_, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  set(easy_, CURLOPT_PATH_AS_IS, 1L);
  set(easy_, CURLOPT_HTTP_CONTENT_DECODING, 0L);
  set_version();
  if (!options_.unix_socket.empty()) {
    set(easy_, CURLOPT_UNIX_SOCKET_PATH, options_.unix_socket.c_str());
  }
}

void EasyHandle::set_version() {
  long version = CURL_HTTP_VERSION_1_1;
  if (!http1_ && options_.version == HttpVersion::k2) {
    version = CURL_HTTP_VERSION_2TLS;
  } else if (!http1_ && options_.version == HttpVersion::k3) {
    version = CURL_HTTP_VERSION_3;
  }
  set(easy_, CURLOPT_HTTP_VERSION, version);
  const bool shares = !http1_ && shares_connections(options_.version);
  set(easy_, CURLOPT_PIPEWAIT, shares ? 1L : 0L);
}

// The certificate of an HTTPS proxy is always verified, even without
// verify_tls: the proxy receives passwords and all requests.
void EasyHandle::set_trust(CurlShare& share) {
  set(easy_, CURLOPT_SSL_VERIFYPEER, options_.verify_tls ? 1L : 0L);
  set(easy_, CURLOPT_SSL_VERIFYHOST, options_.verify_tls ? 2L : 0L);
  for (const auto option : {CURLOPT_SSLVERSION, CURLOPT_PROXY_SSLVERSION}) {
    set(easy_, option, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  }
  share.trust().apply_to(easy_);
}

Result<void> EasyHandle::prepare(const Assignment& assignment) {
  const Request& request = assignment.request;
  if (Result<void> sound = check(request); !sound) return sound;
  set(easy_, CURLOPT_URL, request.url.text().c_str());
  set_method(request);
  if (Result<void> sound = set_headers(request); !sound) return sound;
  // Headers that are those of the previous request may go with another body.
  if (headers_frame_body_) {
    if (Result<void> sound = check_framing(request); !sound) return sound;
  }
  set_resolve(assignment.resolve);
  set_socks_target(assignment.socks_target);
  set_proxy(request.proxy);
  set_certificate(request.shows_certificate);
  set_connect_limit(assignment);
  if (std::exchange(fresh_connection_, assignment.fresh_connection) !=
      assignment.fresh_connection) {
    set(easy_, CURLOPT_FRESH_CONNECT, fresh_connection_ ? 1L : 0L);
  }
  if (std::exchange(leaves_connection_, false)) {
    set(easy_, CURLOPT_FORBID_REUSE, 0L);
  }
  if (std::exchange(http1_, assignment.http1) != assignment.http1) {
    set_version();
  }
  return {};
}

// Only HTTP/3 on OpenSSL needs this. libcurl itself closes the connection of an
// unfinished HTTP/1.1 transfer, and a shared HTTP/2 connection stays usable.
void EasyHandle::leave_connection() noexcept {
  if (options_.version != HttpVersion::k3) return;
  if (shares_connections(HttpVersion::k3)) return;
  leaves_connection_ = true;
  curl_easy_setopt(easy_, CURLOPT_FORBID_REUSE, 1L);
}

void EasyHandle::set_method(const Request& request) {
  const std::string& method = request.method;
  const bool has_body = request.body != nullptr || request.body_file != nullptr;
  const bool plain_get = method == "GET" && !has_body;
  if (plain_get && plain_get_) return;
  plain_get_ = plain_get;
  set(easy_, CURLOPT_CUSTOMREQUEST, static_cast<char*>(nullptr));
  set(easy_, CURLOPT_HTTPGET, 1L);  // resets CURLOPT_NOBODY and CURLOPT_POST
  if (plain_get) return;
  if (method == "HEAD") {
    set(easy_, CURLOPT_NOBODY, 1L);
    return;
  }
  // POST, PUT and PATCH send a Content-Length even without a body (RFC 9110,
  // 8.6).
  const bool sends_length =
      has_body || method == "POST" || method == "PUT" || method == "PATCH";
  if (sends_length) set_body(request);
  set(easy_, CURLOPT_CUSTOMREQUEST, method.c_str());
}

void EasyHandle::set_body(const Request& request) {
  const char* bytes = "";
  std::uint64_t size = 0;
  if (request.body_file) {
    bytes = nullptr;  // libcurl calls the read callback for the body
    size = request.body_file->size();
  } else if (request.body) {
    bytes = request.body->data();
    size = request.body->size();
  }
  set(easy_, CURLOPT_POST, 1L);
  set(easy_, CURLOPT_POSTFIELDS, bytes);
  set(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(size));
}

// Sets the header fields, unless they equal those of the previous request, as
// they do in most runs.
Result<void> EasyHandle::set_headers(const Request& request) {
  if (headers_ == request.headers && headers_of_get_ == plain_get_) return {};
  if (Result<void> sound = check(request.headers); !sound) return sound;
  headers_ = request.headers;
  headers_frame_body_ = frames_body(headers_);
  headers_of_get_ = plain_get_;
  fields_->clear();
  const bool left_to_libcurl = accepts_any_type(request.headers);
  for (const Header& header : request.headers) {
    if (left_to_libcurl && is_accept(header)) continue;
    fields_->add(header.name, header.value);
  }
  if (!plain_get_) {
    // libcurl adds Expect and Content-Type to requests with a body by itself.
    fields_->suppress("Expect");
    if (find_header(request.headers, "Content-Type") == nullptr) {
      fields_->suppress("Content-Type");
    }
  }
  set(easy_, CURLOPT_HTTPHEADER, fields_->head());
  return {};
}

void EasyHandle::set_resolve(const char* entry) {
  if (entry == nullptr && resolve_ == nullptr) return;
  curl_slist_free_all(static_cast<curl_slist*>(resolve_));
  resolve_ = entry != nullptr ? curl_slist_append(nullptr, entry) : nullptr;
  set(easy_, CURLOPT_RESOLVE, static_cast<curl_slist*>(resolve_));
}

void EasyHandle::set_socks_target(const char* entry) {
  if (entry == nullptr && socks_target_ == nullptr) return;
  curl_slist_free_all(static_cast<curl_slist*>(socks_target_));
  socks_target_ =
      entry != nullptr ? curl_slist_append(nullptr, entry) : nullptr;
  set(easy_, CURLOPT_CONNECT_TO, static_cast<curl_slist*>(socks_target_));
}

// libcurl must not resolve names. A SOCKS proxy of kind kSocks5 gets an address
// from set_socks_target(); a literal address passes unchanged through libcurl's
// socks5h, so both kinds of SOCKS proxy are socks5h to libcurl.
void EasyHandle::set_proxy(const std::shared_ptr<const Proxy>& proxy) {
  if (proxy == proxy_) return;
  proxy_ = proxy;
  if (proxy == nullptr) return set(easy_, CURLOPT_PROXY, "");
  const char* const scheme = proxy->kind == ProxyKind::kHttp    ? "http://"
                             : proxy->kind == ProxyKind::kHttps ? "https://"
                                                                : "socks5h://";
  const bool v6 = proxy->host.find(':') != std::string::npos;
  const std::string host = v6 ? '[' + proxy->host + ']' : proxy->host;
  set(easy_, CURLOPT_PROXY, (scheme + host).c_str());
  set(easy_, CURLOPT_PROXYPORT, static_cast<long>(proxy->port));
  const auto text_or_none = [](const std::string& text) {
    return text.empty() ? nullptr : text.c_str();
  };
  set(easy_, CURLOPT_PROXYUSERNAME, text_or_none(proxy->user));
  set(easy_, CURLOPT_PROXYPASSWORD,
      proxy->user.empty() ? nullptr : proxy->password.c_str());
}

void EasyHandle::set_certificate(bool shown) {
  if (options_.certificate.empty()) return;
  if (std::exchange(certificate_shown_, shown) == shown) return;
  const auto set_pem = [this, shown](CURLoption option,
                                     const std::string& text) {
    // libcurl only reads the data, although the type is not const.
    curl_blob blob = {.data = const_cast<char*>(text.data()),
                      .len = text.size(),
                      .flags = CURL_BLOB_NOCOPY};
    set(easy_, option, shown && !text.empty() ? &blob : nullptr);
  };
  set_pem(CURLOPT_SSLCERT_BLOB, options_.certificate);
  set_pem(CURLOPT_SSLKEY_BLOB, options_.key);
  const bool locked = shown && !options_.key_password.empty();
  set(easy_, CURLOPT_KEYPASSWD,
      locked ? options_.key_password.c_str() : nullptr);
}

void EasyHandle::set_connect_limit(const Assignment& assignment) {
  constexpr Duration kNoLimit = std::chrono::hours(24);
  long wanted = 0;
  if (assignment.leaves_connect_limit()) {
    const Duration limit = assignment.request.limits.connect.value_or(kNoLimit);
    const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(
        std::clamp<Duration>(limit, std::chrono::milliseconds(1), kNoLimit));
    wanted = static_cast<long>(milliseconds.count());
  }
  if (std::exchange(connect_ms_, wanted) == wanted) return;
  set(easy_, CURLOPT_CONNECTTIMEOUT_MS, wanted);
}

}  // namespace gfetch::http
