#include "transfer.h"

#include <curl/curl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "curl_info.h"
#include "easy_option.h"
#include "gfetch/fiber/detail/waiter.h"
#include "gfetch/http/upload_file.h"
#include "gfetch/net/detail/socket_address.h"
#include "head.h"
#include "quirks/truncation.h"
#include "transfer_failure.h"

namespace gfetch::http {
namespace {

// A transfer is paused while this number of bytes wait for its fiber.
constexpr std::size_t kPauseAt = std::size_t{256} * 1024;
// The largest body buffer that a Transfer keeps for its next exchange.
constexpr std::size_t kKeptBody = std::size_t{16} * 1024;

Error system_failure(std::string_view what, int reason) {
  return {ErrorKind::kIo, std::string(what) + ": " + std::strerror(reason),
          reason};
}

/// True for an idempotent method (RFC 9110, 9.2.2).
bool is_idempotent(std::string_view method) {
  constexpr std::string_view kMethods[] = {"GET",    "HEAD",  "PUT",
                                           "DELETE", "TRACE", "OPTIONS"};
  return std::find(std::begin(kMethods), std::end(kMethods), method) !=
         std::end(kMethods);
}

}  // namespace

/// The callbacks of an easy handle. They are set once, with the Transfer as
/// their data.
struct Transfer::Callbacks {
  /// Returns the result of `call`. No exception may be thrown through libcurl's
  /// C code: the transfer fails with it, and `failed` is returned.
  template <class R, class Call>
  static R guarded(void* self, R failed, const Call& call) noexcept {
    auto& transfer = *static_cast<Transfer*>(self);
    try {
      return call(transfer);
    } catch (...) {
      transfer.fail_with_exception();
      return failed;
    }
  }

  static std::size_t write(char* data, std::size_t, std::size_t size,
                           void* self) noexcept {
    return guarded(self, std::size_t{0}, [&](Transfer& transfer) {
      return transfer.take({data, size});
    });
  }

  static std::size_t read(char* data, std::size_t, std::size_t size,
                          void* self) noexcept {
    return guarded(self, std::size_t{CURL_READFUNC_ABORT},
                   [&](Transfer& transfer) {
                     return transfer.give({data, size});
                   });
  }

  /// Called when libcurl sends a part of the request's body again: sets the
  /// position in the file.
  static int seek(void* self, curl_off_t offset, int) noexcept {
    static_cast<Transfer*>(self)->exchange_.uploaded =
        static_cast<std::uint64_t>(offset);
    return CURL_SEEKFUNC_OK;
  }

  static std::size_t head(char* data, std::size_t, std::size_t size,
                          void* self) noexcept {
    return guarded(self, std::size_t{0}, [&](Transfer& transfer) {
      return transfer.take_head({data, size});
    });
  }

  static curl_socket_t open(void* self, curlsocktype,
                            curl_sockaddr* peer) noexcept {
    return guarded(self, CURL_SOCKET_BAD, [&](Transfer& transfer) {
      const auto address = peer->family == AF_UNIX
                               ? std::optional<net::IpAddress>()
                               : net::address_of(peer->addr);
      return transfer.open_socket(address, peer->family, peer->socktype);
    });
  }

  /// Called when libcurl is about to resolve a name in a thread of its own: the
  /// addresses have expired in its DNS cache, for example if it connects again
  /// long after the request began. The lookup is refused, and the exchange is
  /// repeated with addresses. libcurl also makes this call for an IP address,
  /// which needs no lookup and is allowed.
  static int resolve(void*, void*, void* self) noexcept {
    Transfer::Exchange& exchange = static_cast<Transfer*>(self)->exchange_;
    exchange.asked_resolver = !exchange.literal_host;
    return exchange.asked_resolver ? 1 : 0;
  }
};

Transfer::Transfer(const HttpClientOptions& options, CurlShare& share)
    : easy_(options, share),
      trust_(share.trust()),
      options_(options),
      local_binding_(options.interface) {
  set_callbacks();
}

Transfer::~Transfer() = default;

void Transfer::set_callbacks() {
  CURL* const easy = easy_.get();
  set(easy, CURLOPT_PRIVATE, this);
  set(easy, CURLOPT_ERRORBUFFER, message_.data());
  set(easy, CURLOPT_WRITEFUNCTION, &Callbacks::write);
  set(easy, CURLOPT_WRITEDATA, this);
  set(easy, CURLOPT_READFUNCTION, &Callbacks::read);
  set(easy, CURLOPT_READDATA, this);
  set(easy, CURLOPT_SEEKFUNCTION, &Callbacks::seek);
  set(easy, CURLOPT_SEEKDATA, this);
  set(easy, CURLOPT_HEADERFUNCTION, &Callbacks::head);
  set(easy, CURLOPT_HEADERDATA, this);
  set(easy, CURLOPT_OPENSOCKETFUNCTION, &Callbacks::open);
  set(easy, CURLOPT_OPENSOCKETDATA, this);
  set(easy, CURLOPT_RESOLVER_START_FUNCTION, &Callbacks::resolve);
  set(easy, CURLOPT_RESOLVER_START_DATA, this);
}

Result<void> Transfer::assign(const Assignment& assignment) {
  const Request& request = assignment.request;
  exchange_ = {};
  exchange_.addresses = assignment.addresses;
  exchange_.upload = request.body_file;
  exchange_.wire_limit = request.limits.wire_bytes;
  exchange_.clocks = ExchangeClocks(
      assignment.leaves_connect_limit() ? TimeLimit() : request.limits.connect,
      request.limits.idle);
  exchange_.literal_host = assignment.literal_host;
  exchange_.idempotent = is_idempotent(request.method);
  exchange_.bodiless = request.method == "HEAD";
  exchange_.http1 = assignment.http1;
  for (std::string* buffer : {&body_, &taken_}) {
    buffer->clear();
    if (buffer->capacity() > kKeptBody) *buffer = std::string();
  }
  // A body that arrives in one piece uses only `body_`: it gets the larger
  // buffer.
  if (body_.capacity() < taken_.capacity()) std::swap(body_, taken_);
  return easy_.prepare(assignment);
}

TimeLimit Transfer::check_clocks(TimePoint now) {
  if (exchange_.done) return std::nullopt;
  const ExchangeClocks& clocks = exchange_.clocks;
  ExchangeClocks::Look look = exchange_.paused ? clocks.while_paused()
                              : connected()    ? clocks.once_connected(now)
                                               : clocks.while_connecting(now);
  if (look.late) fail(*std::move(look.late));
  return look.again_in;
}

const Response& Transfer::response() {
  Response& response = exchange_.response;
  if (response.remote_ip.empty()) {
    add_peer(easy_.get(), options_, response);
    response.reused_connection = !exchange_.opened_socket;
  }
  return response;
}

std::string_view Transfer::take_body() {
  taken_.clear();
  std::swap(taken_, body_);
  if (std::exchange(exchange_.paused, false) && !exchange_.done) {
    exchange_.clocks.note_activity(owner_->now());
    // Within this call libcurl delivers the bytes that it held back, by take();
    // then it continues to read the socket.
    curl_easy_pause(easy_.get(), CURLPAUSE_CONT);
  }
  return taken_;
}

void Transfer::fail(Error error) {
  if (exchange_.done) return;
  exchange_.done = true;
  exchange_.error = std::move(error);
  easy_.leave_connection();
  if (owner_ != nullptr) owner_->on_news(*this);
}

void Transfer::detach() noexcept {
  running_.unlink();
  unlink();  // leaves the owner's list of transfers with news
  owner_ = nullptr;
}

void Transfer::wait(BodySink* sink) {
  struct Listening {
    Listening(Transfer& listener, detail::Waiter& waiter, BodySink* sink)
        : transfer(listener) {
      transfer.waiter_ = &waiter;
      transfer.sink_ = sink;
    }
    ~Listening() {
      transfer.waiter_ = nullptr;
      transfer.sink_ = nullptr;
    }
    Transfer& transfer;
  };
  while (!done() && !has_body()) {
    detail::Waiter waiter("http");
    const Listening listening(*this, waiter, sink);
    if (!waiter.wait()) fail({ErrorKind::kOther, "no event can end it"});
  }
}

void Transfer::wake() noexcept {
  if (waiter_ != nullptr) waiter_->wake();
}

void Transfer::check_framing(int fd) {
  // Without a limit, after the end, or if the transfer has moved to another
  // socket, there is nothing to compare.
  if (exchange_.wire_limit == 0 || exchange_.done || exchange_.socket != fd) {
    return;
  }
  if (exchange_.framing.exceeded(fd, exchange_.wire_limit, bytes_seen())) {
    fail({ErrorKind::kBodyTooLarge, "more framing than body allowed"});
  }
}

void Transfer::blame_flood() noexcept {
  // A request is repeated only if no byte of its response has arrived.
  const bool failed = exchange_.done && exchange_.code != CURLE_OK;
  if (failed && exchange_.idempotent && exchange_.head_bytes == 0) {
    exchange_.wants_http1 = true;
  }
}

void Transfer::finish(int code) {
  if (exchange_.done) return;
  exchange_.done = true;
  exchange_.code = code;
  owner_->on_news(*this);
}

bool Transfer::connected() const {
  return is_connected(easy_.get());
}

Result<Response> Transfer::outcome(std::optional<Duration> dns) {
  if (exchange_.exception) std::rethrow_exception(exchange_.exception);
  if (exchange_.error) return *exchange_.error;
  if (exchange_.code != CURLE_OK) return failure();
  response();
  Response& response = exchange_.response;
  // libcurl reports success for some truncated HTTP/2 bodies.
  if (!exchange_.bodiless && truncated(response)) {
    return Error{ErrorKind::kTruncated, "the stream ended before its body"};
  }
  response.header_bytes = exchange_.head_bytes;
  add_counts(easy_.get(), options_, response);
  response.timing = timing_of(moments_of(easy_.get(), response.version), dns,
                              response.reused_connection);
  return std::move(response);
}

bool Transfer::undetectably_truncated() const {
  return !exchange_.http1 && exchange_.idempotent && !exchange_.bodiless &&
         truncation_undetectable(exchange_.response);
}

Error Transfer::failure() const {
  // If a callback of gfetch made the transfer fail, libcurl's CURLcode does not
  // tell the reason: the errors that the callbacks stored come first.
  if (exchange_.refused_address) {
    return {ErrorKind::kPrivateAddress, "the address is not one to connect to"};
  }
  if (exchange_.socket_error != 0) {
    return system_failure("no socket", exchange_.socket_error);
  }
  if (exchange_.code == CURLE_SSL_CACERT_BADFILE && trust_.read_error() != 0) {
    return system_failure("the certificates of authorities cannot be read",
                          trust_.read_error());
  }
  const bool within_head = connected() && !exchange_.head_complete;
  const TransferFailure failure =
      failure_of(easy_.get(), exchange_.code, within_head, message_.data());
  return {kind_of(failure), std::string(failure.message)};
}

bool Transfer::deserves_retry() const {
  if (!exchange_.done || exchange_.error) return false;
  // libcurl's DNS cache had no addresses for the host, or older ones that this
  // request does not allow. No request was sent yet.
  if (exchange_.asked_resolver || exchange_.refused_address) return true;
  // A transfer that opened a new connection, or got a part of the response, was
  // not the victim of a connection that the server had closed while idle.
  if (exchange_.opened_socket || exchange_.head_bytes > 0) return false;
  // The server may have processed the request (RFC 9110, 9.2.2).
  if (!exchange_.idempotent) return false;
  switch (exchange_.code) {
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_HTTP3:
      return true;
    default:
      return false;
  }
}

// Restarts the idle limit of a transfer on a shared connection, where only the
// delivered bytes show which transfer is active. For an unshared connection,
// note_socket_activity() does so when the socket is ready.
void Transfer::note_shared_activity() {
  if (on_shared_connection()) {
    exchange_.clocks.note_activity(owner_->now());
  }
}

std::size_t Transfer::take(std::string_view bytes) {
  if (exchange_.done) return 0;  // makes libcurl end the transfer
  // The fiber is slower than the server: libcurl keeps these bytes, and stops
  // reading until take_body().
  if (body_.size() >= kPauseAt) {
    exchange_.paused = true;
    return CURL_WRITEFUNC_PAUSE;
  }
  note_shared_activity();
  exchange_.response.wire_bytes += bytes.size();
  if (exchange_.wire_limit > 0 &&
      exchange_.response.wire_bytes > exchange_.wire_limit) {
    fail({ErrorKind::kBodyTooLarge, "body over " +
                                        std::to_string(exchange_.wire_limit) +
                                        " bytes on the wire"});
    return 0;
  }
  // A sink may have begun work that must wait, and then its fiber takes over.
  if (sink_ != nullptr && sink_->takes_at_once()) {
    pass_on(bytes);
    return exchange_.done ? 0 : bytes.size();
  }
  body_ += bytes;
  owner_->on_news(*this);
  return bytes.size();
}

// Passes bytes of the body to the sink.
void Transfer::pass_on(std::string_view bytes) {
  Result<void> taken = sink_->on_data(bytes);
  if (!taken) fail(std::move(taken).error());
}

// Ends the transfer with the exception that is handled now; outcome() throws
// it. The error's text is short enough to need no memory.
void Transfer::fail_with_exception() noexcept {
  exchange_.exception = std::current_exception();
  fail({ErrorKind::kOther, "an exception"});
}

std::size_t Transfer::give(std::span<char> buffer) {
  if (exchange_.done || !exchange_.upload) return CURL_READFUNC_ABORT;
  note_shared_activity();
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
  note_shared_activity();
  exchange_.head_bytes += line.size();
  if (exchange_.head_bytes > options_.header_bytes) {
    fail({ErrorKind::kHeaderTooLarge,
          "headers over " + std::to_string(options_.header_bytes) + " bytes"});
    return 0;
  }
  if (exchange_.head_complete) return line.size();  // ignores trailer fields
  const HeadLine kind = add_head_line(exchange_.response, line);
  if (kind != HeadLine::kEnd) return line.size();
  // gfetch requests no Upgrade, so a switch of the protocol is an error.
  if (exchange_.response.status_code == 101) {
    fail({ErrorKind::kBadResponse, "switches to a protocol nobody asked for"});
    return 0;
  }
  // After the head of a 1xx response another head follows.
  exchange_.head_complete = exchange_.response.status_code >= 200;
  // This libcurl would not detect a truncated body. Over HTTP/1.1 it does.
  if (exchange_.head_complete && undetectably_truncated()) {
    exchange_.wants_http1 = true;
    fail({ErrorKind::kTruncated, "an HTTP/2 body without its length"});
    return 0;
  }
  return line.size();
}

// Opens a socket for libcurl, and refuses addresses that the request does not
// allow. `address` is absent for a Unix socket.
int Transfer::open_socket(const std::optional<net::IpAddress>& address,
                          int family, int type) {
  const auto& allowed = *exchange_.addresses;
  if (address &&
      std::find(allowed.begin(), allowed.end(), *address) == allowed.end()) {
    exchange_.refused_address = true;
    return CURL_SOCKET_BAD;
  }
  const int fd = local_binding_.open(family, type);
  if (fd < 0) {
    exchange_.socket_error = errno;
    return CURL_SOCKET_BAD;
  }
  exchange_.opened_socket = true;
  owner_->on_socket_opened(fd);
  return fd;
}

}  // namespace gfetch::http
