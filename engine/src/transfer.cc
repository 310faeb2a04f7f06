#include "transfer.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <new>
#include <stdexcept>
#include <utility>
#include <vector>

#include "curl_multi.h"
#include "gfetch/engine/upload_file.h"
#include "http_head.h"
#include "http_timing.h"

namespace gfetch::detail {
namespace {

// A transfer is paused when so much of its body waits for the fiber.
constexpr std::size_t kPauseAt = std::size_t{256} * 1024;
// An idle handle keeps no larger buffer.
constexpr std::size_t kKeptBody = std::size_t{16} * 1024;

// CURLE_TOO_LARGE, since curl 8.6.
constexpr int kTooLarge = 100;

template <class T>
void set(CURL* easy, CURLoption option, T value) {
  if (curl_easy_setopt(easy, option, value) != CURLE_OK) {
    throw std::runtime_error("libcurl lacks option " + std::to_string(option));
  }
}

Duration moment(CURL* easy, CURLINFO info) {
  curl_off_t microseconds = 0;
  curl_easy_getinfo(easy, info, &microseconds);
  return std::chrono::microseconds(microseconds);
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < 0x7f && c != ':';
  });
}

bool breaks_a_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) !=
         std::string_view::npos;
}

/// Of the request line, what would smuggle others in after it.
Result<void> check(const Request& request) {
  if (request.origin.scheme != "http" && request.origin.scheme != "https") {
    return Error{ErrorKind::kUnsupportedScheme,
                 "unsupported scheme " + request.origin.scheme};
  }
  if (!is_token(request.method)) {
    return Error{ErrorKind::kOther, "invalid request method"};
  }
  return {};
}

/// Likewise.
Result<void> check(const std::vector<Header>& headers) {
  for (const Header& header : headers) {
    if (!is_token(header.name) || breaks_a_line(header.value)) {
      return Error{ErrorKind::kOther, "invalid request header"};
    }
  }
  return {};
}

/// RFC 9110, 9.2.2.
bool is_idempotent(std::string_view method) {
  constexpr std::string_view kMethods[] = {"GET",    "HEAD",  "PUT",
                                           "DELETE", "TRACE", "OPTIONS"};
  return std::find(std::begin(kMethods), std::end(kMethods), method) !=
         std::end(kMethods);
}

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

}  // namespace

ErrorKind kind_of(const TransferFailure& failure) {
  switch (failure.code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_LOGIN_DENIED:  // userinfo in a URL is refused
      return ErrorKind::kBadUrl;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return ErrorKind::kDnsTemporary;
    case CURLE_COULDNT_CONNECT:
      return kind_of_connect(failure.system_error);
    case CURLE_OPERATION_TIMEDOUT:  // a connect timeout is all it is given
      return ErrorKind::kConnectTimeout;
    case CURLE_PEER_FAILED_VERIFICATION:
      return kind_of_certificate(failure.verify_result);
    case CURLE_PROXY:
      return kind_of_socks(failure.socks_error);
    case CURLE_SSL_CONNECT_ERROR:
      return kind_of_handshake(failure.message);
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return ErrorKind::kTlsOther;
    case CURLE_GOT_NOTHING:
      return ErrorKind::kEmptyReply;
    case CURLE_PARTIAL_FILE:
      return ErrorKind::kTruncated;
    case CURLE_OUT_OF_MEMORY:  // its word for a line over 100 KB
    case kTooLarge:
      return ErrorKind::kHeaderTooLarge;
    case CURLE_RECV_ERROR:
      return kind_of_receiving(failure);
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
      return ErrorKind::kOther;
  }
}

CurlShare::CurlShare() : handle_(curl_share_init()) {
  if (handle_ == nullptr) throw std::bad_alloc();
  curl_share_setopt(handle_, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
}

CurlShare::~CurlShare() {
  curl_share_cleanup(handle_);
}

/// A curl_slist whose nodes and text live in two buffers that are used again.
class Transfer::FieldList {
 public:
  void clear() {
    text_.clear();
    begins_.clear();
  }

  void add(std::string_view name, std::string_view value) {
    begins_.push_back(text_.size());
    text_ += name;
    // libcurl's way to write a field without a value.
    text_ += value.empty() ? ";" : ": ";
    text_ += value;
    text_ += '\0';
  }

  /// Takes back what libcurl would add by itself.
  void suppress(std::string_view name) {
    begins_.push_back(text_.size());
    text_ += name;
    text_ += ':';
    text_ += '\0';
  }

  curl_slist* head() {
    nodes_.resize(begins_.size());
    for (std::size_t i = 0; i < begins_.size(); ++i) {
      const bool last = i + 1 == begins_.size();
      nodes_[i] = {text_.data() + begins_[i], last ? nullptr : &nodes_[i + 1]};
    }
    return nodes_.empty() ? nullptr : nodes_.data();
  }

 private:
  std::string text_;
  std::vector<std::size_t> begins_;
  std::vector<curl_slist> nodes_;
};

/// What libcurl calls. All that is set never changes: the handle's data is
/// always its Transfer.
struct TransferCallbacks {
  static std::size_t write(char* data, std::size_t, std::size_t size,
                           void* self) noexcept {
    return static_cast<Transfer*>(self)->take({data, size});
  }

  static std::size_t read(char* data, std::size_t, std::size_t size,
                          void* self) noexcept {
    return static_cast<Transfer*>(self)->give({data, size});
  }

  /// Only ever to what it has sent already, to send it once more.
  static int seek(void* self, curl_off_t offset, int) noexcept {
    static_cast<Transfer*>(self)->exchange_.uploaded =
        static_cast<std::uint64_t>(offset);
    return CURL_SEEKFUNC_OK;
  }

  static std::size_t head(char* data, std::size_t, std::size_t size,
                          void* self) noexcept {
    return static_cast<Transfer*>(self)->take_head({data, size});
  }

  static curl_socket_t open(void* self, curlsocktype,
                            curl_sockaddr* peer) noexcept {
    auto& transfer = *static_cast<Transfer*>(self);
    if (peer->family == AF_UNIX) {
      return transfer.open_socket(std::nullopt, peer->family);
    }
    IpAddress address;
    address.is_v6 = peer->family == AF_INET6;
    if (address.is_v6) {
      sockaddr_in6 v6{};
      std::memcpy(&v6, &peer->addr, sizeof v6);
      std::memcpy(address.bytes.data(), &v6.sin6_addr, 16);
    } else {
      sockaddr_in v4{};
      std::memcpy(&v4, &peer->addr, sizeof v4);
      std::memcpy(address.bytes.data(), &v4.sin_addr, 4);
    }
    return transfer.open_socket(address, peer->family);
  }

  /// Called before libcurl would resolve a name, in a thread: it has lost the
  /// addresses that it was given (a retry long after the request began). We
  /// begin anew, with addresses. A literal address is for it to read.
  static int resolve(void*, void*, void* self) noexcept {
    Transfer::Exchange& exchange = static_cast<Transfer*>(self)->exchange_;
    exchange.asked_resolver = !exchange.literal_host;
    return exchange.asked_resolver ? 1 : 0;
  }
};

Transfer::Transfer(const HttpClientOptions& options, const CurlShare& share)
    : easy_(curl_easy_init()),
      options_(options),
      local_end_(options.interface),
      fields_(std::make_unique<FieldList>()) {
  if (easy_ == nullptr) throw std::bad_alloc();
  set_constant_options(share);
  set_trust();
}

Transfer::~Transfer() {
  curl_easy_cleanup(easy_);
  curl_slist_free_all(static_cast<curl_slist*>(resolve_));
  curl_slist_free_all(static_cast<curl_slist*>(socks_target_));
}

void Transfer::set_constant_options(const CurlShare& share) {
  set(easy_, CURLOPT_PRIVATE, this);
  set(easy_, CURLOPT_SHARE, share.handle());
  set(easy_, CURLOPT_ERRORBUFFER, message_.data());
  set(easy_, CURLOPT_WRITEFUNCTION, &TransferCallbacks::write);
  set(easy_, CURLOPT_WRITEDATA, this);
  set(easy_, CURLOPT_READFUNCTION, &TransferCallbacks::read);
  set(easy_, CURLOPT_READDATA, this);
  set(easy_, CURLOPT_SEEKFUNCTION, &TransferCallbacks::seek);
  set(easy_, CURLOPT_SEEKDATA, this);
  set(easy_, CURLOPT_BUFFERSIZE, static_cast<long>(options_.receive_bytes));
  set(easy_, CURLOPT_HEADERFUNCTION, &TransferCallbacks::head);
  set(easy_, CURLOPT_HEADERDATA, this);
  set(easy_, CURLOPT_OPENSOCKETFUNCTION, &TransferCallbacks::open);
  set(easy_, CURLOPT_OPENSOCKETDATA, this);
  set(easy_, CURLOPT_RESOLVER_START_FUNCTION, &TransferCallbacks::resolve);
  set(easy_, CURLOPT_RESOLVER_START_DATA, this);
  // Without it: three system calls for each handle in each action.
  set(easy_, CURLOPT_NOSIGNAL, 1L);
  // Removing a handle must not wait for a resolver's thread.
  set(easy_, CURLOPT_QUICK_EXIT, 1L);
  // The whole cache is searched for old entries when a transfer ends: keep it
  // short. Zero would make entries old at once, never would keep them all.
  set(easy_, CURLOPT_DNS_CACHE_TIMEOUT, 2L);
  set(easy_, CURLOPT_MAXAGE_CONN, 30L);
  set(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
  set(easy_, CURLOPT_PROXY, "");  // or the environment would decide
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

void Transfer::set_version() {
  long version = CURL_HTTP_VERSION_1_1;
  if (!http1_ && options_.version == HttpVersion::k2) {
    version = CURL_HTTP_VERSION_2TLS;
  } else if (!http1_ && options_.version == HttpVersion::k3) {
    version = CURL_HTTP_VERSION_3;
  }
  set(easy_, CURLOPT_HTTP_VERSION, version);
  set(easy_, CURLOPT_PIPEWAIT, version == CURL_HTTP_VERSION_1_1 ? 0L : 1L);
}

// A proxy is always verified: it is given passwords and all that goes by.
void Transfer::set_trust() {
  set(easy_, CURLOPT_SSL_VERIFYPEER, options_.verify_tls ? 1L : 0L);
  set(easy_, CURLOPT_SSL_VERIFYHOST, options_.verify_tls ? 2L : 0L);
  for (const auto option : {CURLOPT_SSLVERSION, CURLOPT_PROXY_SSLVERSION}) {
    set(easy_, option, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  }
  // With a directory of certificates, as Debian's default has it, libcurl
  // reads them all for each new connection: 18 ms. From a file it keeps them.
  set(easy_, CURLOPT_CAPATH, static_cast<char*>(nullptr));
  set(easy_, CURLOPT_PROXY_CAPATH, static_cast<char*>(nullptr));
  if (!options_.ca_file.empty()) {
    set(easy_, CURLOPT_CAINFO, options_.ca_file.c_str());
    set(easy_, CURLOPT_PROXY_CAINFO, options_.ca_file.c_str());
  }
  if (!options_.crl_file.empty()) {
    set(easy_, CURLOPT_CRLFILE, options_.crl_file.c_str());
  }
}

Result<void> Transfer::assign(const Assignment& assignment) {
  const Request& request = assignment.request;
  if (Result<void> sound = check(request); !sound) return sound;
  exchange_ = {};
  exchange_.addresses = assignment.addresses;
  exchange_.wire_limit = request.limits.wire_bytes;
  exchange_.idle_limit = request.limits.idle;
  exchange_.literal_host = assignment.literal_host;
  exchange_.idempotent = is_idempotent(request.method);
  exchange_.bodiless = request.method == "HEAD";
  for (std::string* buffer : {&body_, &taken_}) {
    buffer->clear();
    if (buffer->capacity() > kKeptBody) *buffer = std::string();
  }
  // A body that comes in one piece needs but one of the two.
  if (body_.capacity() < taken_.capacity()) std::swap(body_, taken_);
  set(easy_, CURLOPT_URL, request.url.c_str());
  set_method(request);
  if (Result<void> sound = set_headers(request); !sound) return sound;
  set_resolve(assignment.resolve);
  set_socks_target(assignment.socks_target);
  set_proxy(request.proxy);
  set_certificate(request.shows_certificate);
  set_connect_limit(request.limits.connect);
  if (std::exchange(fresh_connection_, assignment.fresh_connection) !=
      assignment.fresh_connection) {
    set(easy_, CURLOPT_FRESH_CONNECT, fresh_connection_ ? 1L : 0L);
  }
  if (std::exchange(http1_, assignment.http1) != assignment.http1) {
    set_version();
  }
  return {};
}

void Transfer::set_method(const Request& request) {
  const std::string& method = request.method;
  const bool has_body = request.body != nullptr || request.body_file != nullptr;
  const bool plain_get = method == "GET" && !has_body;
  if (plain_get && plain_get_) return;
  plain_get_ = plain_get;
  set(easy_, CURLOPT_CUSTOMREQUEST, static_cast<char*>(nullptr));
  set(easy_, CURLOPT_HTTPGET, 1L);  // undoes NOBODY and POST
  if (plain_get) return;
  if (method == "HEAD") {
    set(easy_, CURLOPT_NOBODY, 1L);
    return;
  }
  const bool sends_length =
      has_body || method == "POST" || method == "PUT" || method == "PATCH";
  if (sends_length) set_body(request);
  set(easy_, CURLOPT_CUSTOMREQUEST, method.c_str());
}

void Transfer::set_body(const Request& request) {
  const char* bytes = "";
  std::uint64_t size = 0;
  if (request.body_file) {
    exchange_.upload = request.body_file;
    bytes = nullptr;  // it asks give()
    size = request.body_file->size();
  } else if (request.body) {
    bytes = request.body->data();
    size = request.body->size();
  }
  set(easy_, CURLOPT_POST, 1L);
  set(easy_, CURLOPT_POSTFIELDS, bytes);
  set(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(size));
}

// The requests of a run mostly bear the same headers.
Result<void> Transfer::set_headers(const Request& request) {
  if (headers_ == request.headers && headers_of_get_ == plain_get_) return {};
  if (Result<void> sound = check(request.headers); !sound) return sound;
  headers_ = request.headers;
  headers_of_get_ = plain_get_;
  fields_->clear();
  for (const Header& header : request.headers) {
    fields_->add(header.name, header.value);
  }
  if (!plain_get_) {
    // What libcurl would add to a body of its own accord.
    fields_->suppress("Expect");
    if (find_header(request.headers, "Content-Type") == nullptr) {
      fields_->suppress("Content-Type");
    }
  }
  set(easy_, CURLOPT_HTTPHEADER, fields_->head());
  return {};
}

void Transfer::set_resolve(const char* entry) {
  if (entry == nullptr && resolve_ == nullptr) return;
  curl_slist_free_all(static_cast<curl_slist*>(resolve_));
  resolve_ = entry != nullptr ? curl_slist_append(nullptr, entry) : nullptr;
  set(easy_, CURLOPT_RESOLVE, static_cast<curl_slist*>(resolve_));
}

void Transfer::set_socks_target(const char* entry) {
  if (entry == nullptr && socks_target_ == nullptr) return;
  curl_slist_free_all(static_cast<curl_slist*>(socks_target_));
  socks_target_ =
      entry != nullptr ? curl_slist_append(nullptr, entry) : nullptr;
  set(easy_, CURLOPT_CONNECT_TO, static_cast<curl_slist*>(socks_target_));
}

// A name that is to be looked up here is replaced by its address: libcurl never
// looks up any, so to it both kinds of SOCKS are the one that passes them on.
void Transfer::set_proxy(const std::shared_ptr<const Proxy>& proxy) {
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

void Transfer::set_certificate(bool shown) {
  if (options_.certificate_file.empty()) return;
  if (std::exchange(certificate_shown_, shown) == shown) return;
  const auto text_if_shown = [shown](const std::string& text) {
    return shown && !text.empty() ? text.c_str() : nullptr;
  };
  set(easy_, CURLOPT_SSLCERT, text_if_shown(options_.certificate_file));
  set(easy_, CURLOPT_SSLKEY, text_if_shown(options_.key_file));
  set(easy_, CURLOPT_KEYPASSWD, text_if_shown(options_.key_password));
}

// libcurl sorts the clocks of all transfers anew whenever one starts or ends,
// which is dearer than our look at all of them now and then. It has to know
// the limit where it divides the time among several addresses, and where its
// own default would come before.
void Transfer::set_connect_limit(TimeLimit limit) {
  constexpr Duration kItsDefault = std::chrono::minutes(5);
  constexpr Duration kNoLimit = std::chrono::hours(24);
  long wanted = 0;
  if (limit && *limit < kItsDefault && exchange_.addresses->size() == 1) {
    exchange_.connect_limit = limit;
  } else {
    const auto milliseconds =
        std::chrono::ceil<std::chrono::milliseconds>(std::clamp<Duration>(
            limit.value_or(kNoLimit), std::chrono::milliseconds(1), kNoLimit));
    wanted = static_cast<long>(milliseconds.count());
  }
  if (std::exchange(connect_ms_, wanted) == wanted) return;
  set(easy_, CURLOPT_CONNECTTIMEOUT_MS, wanted);
}

// Gives when to look first, if ever.
TimeLimit Transfer::start_clocks(TimePoint now) {
  exchange_.began = exchange_.last_activity = now;
  if (!exchange_.connect_limit) return exchange_.idle_limit;
  return std::min(*exchange_.connect_limit,
                  exchange_.idle_limit.value_or(Duration::max()));
}

// Ends the transfer if it is too late; else gives when to look again.
TimeLimit Transfer::check_clocks(TimePoint now) {
  if (exchange_.done) return std::nullopt;
  return connected() ? check_idle(now) : check_connecting(now);
}

TimeLimit Transfer::check_connecting(TimePoint now) {
  const TimeLimit idle = exchange_.idle_limit;
  if (!exchange_.connect_limit) return idle;
  const Duration left = exchange_.began + *exchange_.connect_limit - now;
  if (left > Duration(0)) return std::min(left, idle.value_or(left));
  fail({ErrorKind::kConnectTimeout, "no connection in time"});
  return std::nullopt;
}

TimeLimit Transfer::check_idle(TimePoint now) {
  if (!exchange_.idle_limit) return std::nullopt;
  const Duration left = exchange_.last_activity + *exchange_.idle_limit - now;
  if (left > Duration(0)) return left;
  if (exchange_.paused) return exchange_.idle_limit;
  fail({ErrorKind::kIdleTimeout, "no byte came or went"});
  return std::nullopt;
}

const Response& Transfer::response() {
  Response& response = exchange_.response;
  if (response.remote_ip.empty()) {
    const char* ip = nullptr;
    long port = 0;
    curl_easy_getinfo(easy_, CURLINFO_PRIMARY_IP, &ip);
    curl_easy_getinfo(easy_, CURLINFO_PRIMARY_PORT, &port);
    // Of a Unix socket it gives the path.
    if (ip != nullptr && options_.unix_socket.empty()) response.remote_ip = ip;
    response.remote_port = static_cast<std::uint16_t>(port);
    response.reused_connection = !exchange_.opened_socket;
  }
  return response;
}

std::string_view Transfer::take_body() {
  taken_.clear();
  std::swap(taken_, body_);
  if (std::exchange(exchange_.paused, false) && !exchange_.done) {
    exchange_.last_activity = multi_->now();
    // Calls take() with what it held back, and has the connection read soon.
    curl_easy_pause(easy_, CURLPAUSE_CONT);
  }
  return taken_;
}

void Transfer::fail(Error error) {
  if (exchange_.done) return;
  exchange_.done = true;
  exchange_.error = std::move(error);
  if (multi_ != nullptr) multi_->has_news(*this);
}

void Transfer::finish(int code) {
  if (exchange_.done) return;
  exchange_.done = true;
  exchange_.code = code;
  multi_->has_news(*this);
}

bool Transfer::connected() const {
  return moment(easy_, CURLINFO_PRETRANSFER_TIME_T) > Duration(0);
}

Result<Response> Transfer::outcome(std::optional<Duration> dns) {
  if (exchange_.exception) std::rethrow_exception(exchange_.exception);
  if (exchange_.error) return *exchange_.error;
  if (exchange_.code != CURLE_OK) return failure();
  response();
  Response& response = exchange_.response;
  if (lacks_body()) {
    return Error{ErrorKind::kTruncated, "the stream ended before its body"};
  }
  const TransferMoments moments = {
      .connected = moment(easy_, CURLINFO_CONNECT_TIME_T),
      .secured = moment(easy_, CURLINFO_APPCONNECT_TIME_T),
      .first_byte = moment(easy_, CURLINFO_STARTTRANSFER_TIME_T),
      .end = moment(easy_, CURLINFO_TOTAL_TIME_T)};
  response.timing = timing_of(moments, dns, response.reused_connection);
  return std::move(response);
}

// Until curl 8.0 a stream of HTTP/2 that is cut off may pass for a whole one.
bool Transfer::lacks_body() const {
  const Response& response = exchange_.response;
  if (response.version < HttpVersion::k2 || exchange_.bodiless ||
      response.status_code == 304) {
    return false;
  }
  const Header* length = find_header(response.headers, "content-length");
  std::uint64_t announced = 0;
  if (length == nullptr) return false;
  const char* end = length->value.data() + length->value.size();
  std::from_chars(length->value.data(), end, announced);
  return response.wire_bytes < announced;
}

// Until curl 8.2 a stream of HTTP/2 that a RST_STREAM without an error or a
// GOAWAY ends in the middle is told to be done well. Then only the length shows
// it, and where there is none nothing does. (A later one tells of the GOAWAY,
// not of the RST_STREAM: too rare for asking twice whatever comes without a
// length.)
bool Transfer::could_be_cut() const {
  static const bool told_apart =
      curl_version_info(CURLVERSION_NOW)->version_num >= 0x080200;
  const Response& response = exchange_.response;
  return !told_apart && !http1_ && response.version == HttpVersion::k2 &&
         exchange_.idempotent && !exchange_.bodiless &&
         response.status_code != 204 && response.status_code != 304 &&
         find_header(response.headers, "content-length") == nullptr;
}

Error Transfer::failure() const {
  if (exchange_.refused_address) {
    return {ErrorKind::kPrivateAddress, "the address is not one to connect to"};
  }
  if (exchange_.socket_error != 0) {
    return {ErrorKind::kIo, std::strerror(exchange_.socket_error),
            exchange_.socket_error};
  }
  TransferFailure failure{.code = exchange_.code, .message = message_.data()};
  long system_error = 0;
  curl_easy_getinfo(easy_, CURLINFO_OS_ERRNO, &system_error);
  curl_easy_getinfo(easy_, CURLINFO_SSL_VERIFYRESULT, &failure.verify_result);
  if (failure.verify_result == 0) {
    curl_easy_getinfo(easy_, CURLINFO_PROXY_SSL_VERIFYRESULT,
                      &failure.verify_result);
  }
  curl_easy_getinfo(easy_, CURLINFO_HTTP_CONNECTCODE, &failure.connect_status);
  curl_easy_getinfo(easy_, CURLINFO_PROXY_ERROR, &failure.socks_error);
  failure.system_error = static_cast<int>(system_error);
  if (failure.message.empty()) {
    failure.message = curl_easy_strerror(static_cast<CURLcode>(failure.code));
  }
  return {kind_of(failure), std::string(failure.message)};
}

bool Transfer::deserves_retry() const {
  if (!exchange_.done || exchange_.error) return false;
  if (exchange_.asked_resolver || exchange_.refused_address) return true;
  if (exchange_.opened_socket || exchange_.head_bytes > 0) return false;
  if (!exchange_.idempotent) return false;
  switch (exchange_.code) {
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return true;
    default:
      return false;
  }
}

// A connection of its own is seen to move by its socket; of a shared one, only
// what is passed on says whose bytes they were.
void Transfer::note_activity() {
  if (exchange_.response.version >= HttpVersion::k2) {
    exchange_.last_activity = multi_->now();
  }
}

std::size_t Transfer::take(std::string_view bytes) {
  if (exchange_.done) return 0;  // ends it
  if (body_.size() >= kPauseAt) {
    exchange_.paused = true;
    return CURL_WRITEFUNC_PAUSE;
  }
  note_activity();
  exchange_.response.wire_bytes += bytes.size();
  if (exchange_.wire_limit > 0 &&
      exchange_.response.wire_bytes > exchange_.wire_limit) {
    fail({ErrorKind::kBodyTooLarge, "body over " +
                                        std::to_string(exchange_.wire_limit) +
                                        " bytes on the wire"});
    return 0;
  }
  if (sink_ != nullptr) {
    pass_on(bytes);
    return exchange_.done ? 0 : bytes.size();
  }
  body_ += bytes;
  multi_->has_news(*this);
  return bytes.size();
}

// What the sink throws is for the fiber that waits.
void Transfer::pass_on(std::string_view bytes) noexcept {
  try {
    Result<void> taken = sink_->on_data(bytes);
    if (!taken) fail(std::move(taken).error());
  } catch (...) {
    exchange_.exception = std::current_exception();
    fail({ErrorKind::kOther, "the body could not be taken"});
  }
}

std::size_t Transfer::give(std::span<char> buffer) {
  if (exchange_.done || !exchange_.upload) return CURL_READFUNC_ABORT;
  note_activity();
  const auto count = exchange_.upload->read(exchange_.uploaded, buffer);
  if (!count) {
    fail({ErrorKind::kOther, "the file to send can no longer be read"});
    return CURL_READFUNC_ABORT;
  }
  exchange_.uploaded += *count;
  return *count;
}

std::size_t Transfer::take_head(std::string_view line) {
  if (exchange_.done) return 0;
  note_activity();
  exchange_.head_bytes += line.size();
  if (exchange_.head_bytes > options_.header_bytes) {
    fail({ErrorKind::kHeaderTooLarge,
          "headers over " + std::to_string(options_.header_bytes) + " bytes"});
    return 0;
  }
  if (exchange_.head_complete) return line.size();  // a trailer
  const HeadLine kind = add_head_line(exchange_.response, line);
  if (kind != HeadLine::kEnd) return line.size();
  if (exchange_.response.status_code == 101) {
    fail({ErrorKind::kBadResponse, "switches to a protocol nobody asked for"});
    return 0;
  }
  exchange_.head_complete = exchange_.response.status_code >= 200;
  if (exchange_.head_complete && could_be_cut()) {
    exchange_.wants_http1 = true;
    fail({ErrorKind::kTruncated, "an HTTP/2 body without its length"});
    return 0;
  }
  return line.size();
}

// Without an address: of a Unix socket.
int Transfer::open_socket(const std::optional<IpAddress>& address, int family) {
  const auto& allowed = *exchange_.addresses;
  if (address &&
      std::find(allowed.begin(), allowed.end(), *address) == allowed.end()) {
    exchange_.refused_address = true;
    return CURL_SOCKET_BAD;
  }
  const int fd = local_end_.open(family);
  if (fd < 0) {
    exchange_.socket_error = errno;
    return CURL_SOCKET_BAD;
  }
  exchange_.opened_socket = true;
  multi_->opened(fd);
  return fd;
}

}  // namespace gfetch::detail

namespace gfetch {

bool speaks(HttpVersion version) {
  const int features = curl_version_info(CURLVERSION_NOW)->features;
  if (version == HttpVersion::k2) return (features & CURL_VERSION_HTTP2) != 0;
  if (version == HttpVersion::k3) return (features & CURL_VERSION_HTTP3) != 0;
  return version != HttpVersion::kUnknown;
}

namespace {

/// One part of a parsed URL; empty when it has none.
std::string part(CURLU* url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, flags) != CURLUE_OK) return {};
  std::string result = text;
  curl_free(text);
  return result;
}

}  // namespace

Result<Request> request_for(std::string_view url) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(
      curl_url(), &curl_url_cleanup);
  const CURLUcode code =
      curl_url_set(parsed.get(), CURLUPART_URL, std::string(url).c_str(),
                   CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE |
                       CURLU_ALLOW_SPACE | CURLU_PATH_AS_IS);
  if (code != CURLUE_OK) {
    return Error{ErrorKind::kBadUrl, curl_url_strerror(code)};
  }
  for (const CURLUPart dropped :
       {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_FRAGMENT}) {
    curl_url_set(parsed.get(), dropped, nullptr, 0);
  }
  Request request;
  request.origin.scheme = part(parsed.get(), CURLUPART_SCHEME);
  if (request.origin.scheme != "http" && request.origin.scheme != "https") {
    return Error{ErrorKind::kUnsupportedScheme,
                 "unsupported scheme " + request.origin.scheme};
  }
  request.url = part(parsed.get(), CURLUPART_URL);
  std::string host = part(parsed.get(), CURLUPART_HOST);
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  for (char& c : host) c = static_cast<char>(std::tolower(c));
  request.origin.host = std::move(host);
  const std::string port =
      part(parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  request.origin.port = static_cast<std::uint16_t>(std::stoul(port));
  return request;
}

}  // namespace gfetch
