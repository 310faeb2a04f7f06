#include "transfer.h"

#include <curl/curl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "curl_transfers.h"
#include "easy_option.h"
#include "gfetch/http/upload_file.h"
#include "gfetch/net/detail/socket_address.h"
#include "head.h"
#include "quirks/truncation.h"
#include "timing.h"
#include "transfer_failure.h"

namespace gfetch::http {
namespace {

// A transfer is paused when so much of its body waits for the fiber.
constexpr std::size_t kPauseAt = std::size_t{256} * 1024;
// An idle handle keeps no larger buffer.
constexpr std::size_t kKeptBody = std::size_t{16} * 1024;

Duration moment(CURL* easy, CURLINFO info) {
  curl_off_t microseconds = 0;
  curl_easy_getinfo(easy, info, &microseconds);
  return std::chrono::microseconds(microseconds);
}

Error system_failure(std::string_view what, int reason) {
  return {ErrorKind::kIo, std::string(what) + ": " + std::strerror(reason),
          reason};
}

/// RFC 9110, 9.2.2.
bool is_idempotent(std::string_view method) {
  constexpr std::string_view kMethods[] = {"GET",    "HEAD",  "PUT",
                                           "DELETE", "TRACE", "OPTIONS"};
  return std::find(std::begin(kMethods), std::end(kMethods), method) !=
         std::end(kMethods);
}

}  // namespace

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
    const auto address = peer->family == AF_UNIX
                             ? std::optional<net::IpAddress>()
                             : net::address_of(peer->addr);
    return transfer.open_socket(address, peer->family, peer->socktype);
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

Transfer::Transfer(const HttpClientOptions& options, CurlShare& share)
    : easy_(options, share),
      trust_(share.trust()),
      options_(options),
      local_end_(options.interface) {
  set_callbacks();
}

Transfer::~Transfer() = default;

void Transfer::set_callbacks() {
  CURL* const easy = easy_.get();
  set(easy, CURLOPT_PRIVATE, this);
  set(easy, CURLOPT_ERRORBUFFER, message_.data());
  set(easy, CURLOPT_WRITEFUNCTION, &TransferCallbacks::write);
  set(easy, CURLOPT_WRITEDATA, this);
  set(easy, CURLOPT_READFUNCTION, &TransferCallbacks::read);
  set(easy, CURLOPT_READDATA, this);
  set(easy, CURLOPT_SEEKFUNCTION, &TransferCallbacks::seek);
  set(easy, CURLOPT_SEEKDATA, this);
  set(easy, CURLOPT_HEADERFUNCTION, &TransferCallbacks::head);
  set(easy, CURLOPT_HEADERDATA, this);
  set(easy, CURLOPT_OPENSOCKETFUNCTION, &TransferCallbacks::open);
  set(easy, CURLOPT_OPENSOCKETDATA, this);
  set(easy, CURLOPT_RESOLVER_START_FUNCTION, &TransferCallbacks::resolve);
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
  // A body that comes in one piece needs but one of the two.
  if (body_.capacity() < taken_.capacity()) std::swap(body_, taken_);
  return easy_.prepare(assignment);
}

// Ends the transfer if it is too late; else gives when to look again.
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
    const char* ip = nullptr;
    long port = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_PRIMARY_IP, &ip);
    curl_easy_getinfo(easy_.get(), CURLINFO_PRIMARY_PORT, &port);
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
    exchange_.clocks.note_activity(multi_->now());
    // Calls take() with what it held back, and has the connection read soon.
    curl_easy_pause(easy_.get(), CURLPAUSE_CONT);
  }
  return taken_;
}

void Transfer::fail(Error error) {
  if (exchange_.done) return;
  exchange_.done = true;
  exchange_.error = std::move(error);
  easy_.leave_connection();
  if (multi_ != nullptr) multi_->has_news(*this);
}

void Transfer::finish(int code) {
  if (exchange_.done) return;
  exchange_.done = true;
  exchange_.code = code;
  multi_->has_news(*this);
}

bool Transfer::connected() const {
  return moment(easy_.get(), CURLINFO_PRETRANSFER_TIME_T) > Duration(0);
}

Result<Response> Transfer::outcome(std::optional<Duration> dns) {
  if (exchange_.exception) std::rethrow_exception(exchange_.exception);
  if (exchange_.error) return *exchange_.error;
  if (exchange_.code != CURLE_OK) return failure();
  response();
  Response& response = exchange_.response;
  if (!exchange_.bodiless && lacks_body(response)) {
    return Error{ErrorKind::kTruncated, "the stream ended before its body"};
  }
  add_counts(response);
  const Duration secured = moment(easy_.get(), CURLINFO_APPCONNECT_TIME_T);
  // QUIC's handshake is that of TLS.
  const bool one_handshake = response.version == HttpVersion::k3;
  const TransferMoments moments = {
      .connected = one_handshake ? secured
                                 : moment(easy_.get(), CURLINFO_CONNECT_TIME_T),
      .secured = secured,
      .first_byte = moment(easy_.get(), CURLINFO_STARTTRANSFER_TIME_T),
      .end = moment(easy_.get(), CURLINFO_TOTAL_TIME_T)};
  response.timing = timing_of(moments, dns, response.reused_connection);
  return std::move(response);
}

void Transfer::add_counts(Response& response) const {
  CURL* const easy = easy_.get();
  const char* ip = nullptr;
  long port = 0;
  curl_easy_getinfo(easy, CURLINFO_LOCAL_IP, &ip);
  curl_easy_getinfo(easy, CURLINFO_LOCAL_PORT, &port);
  if (ip != nullptr && options_.unix_socket.empty()) response.local_ip = ip;
  response.local_port = static_cast<std::uint16_t>(port);
  long verified = 0;
  curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &verified);
  response.tls_verify_result = static_cast<int>(verified);
  long sent = 0;
  curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &sent);
  curl_off_t uploaded = 0;
  curl_easy_getinfo(easy, CURLINFO_SIZE_UPLOAD_T, &uploaded);
  response.header_bytes = exchange_.head_bytes;
  response.request_bytes = static_cast<std::uint64_t>(sent);
  response.uploaded_bytes = static_cast<std::uint64_t>(uploaded);
}

bool Transfer::might_be_cut_unseen() const {
  return !exchange_.http1 && exchange_.idempotent && !exchange_.bodiless &&
         could_be_cut(exchange_.response);
}

Error Transfer::failure() const {
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
  TransferFailure failure{
      .code = exchange_.code,
      .within_head = connected() && !exchange_.head_complete,
      .message = message_.data()};
  long system_error = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_OS_ERRNO, &system_error);
  curl_easy_getinfo(easy_.get(), CURLINFO_SSL_VERIFYRESULT,
                    &failure.verify_result);
  if (failure.verify_result == 0) {
    curl_easy_getinfo(easy_.get(), CURLINFO_PROXY_SSL_VERIFYRESULT,
                      &failure.verify_result);
  }
  curl_easy_getinfo(easy_.get(), CURLINFO_HTTP_CONNECTCODE,
                    &failure.connect_status);
  curl_easy_getinfo(easy_.get(), CURLINFO_PROXY_ERROR, &failure.socks_error);
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
    case CURLE_HTTP3:
      return true;
    default:
      return false;
  }
}

// A connection of its own is seen to move by its socket; of a shared one, only
// what is passed on says whose bytes they were.
void Transfer::note_activity() {
  if (exchange_.response.version >= HttpVersion::k2) {
    exchange_.clocks.note_activity(multi_->now());
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
  if (exchange_.head_complete && might_be_cut_unseen()) {
    exchange_.wants_http1 = true;
    fail({ErrorKind::kTruncated, "an HTTP/2 body without its length"});
    return 0;
  }
  return line.size();
}

// Without an address: of a Unix socket.
int Transfer::open_socket(const std::optional<net::IpAddress>& address,
                          int family, int type) {
  const auto& allowed = *exchange_.addresses;
  if (address &&
      std::find(allowed.begin(), allowed.end(), *address) == allowed.end()) {
    exchange_.refused_address = true;
    return CURL_SOCKET_BAD;
  }
  const int fd = local_end_.open(family, type);
  if (fd < 0) {
    exchange_.socket_error = errno;
    return CURL_SOCKET_BAD;
  }
  exchange_.opened_socket = true;
  multi_->opened(fd);
  return fd;
}

}  // namespace gfetch::http
