#include "connection.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <utility>

#include "gfetch/fiber/exceptions.h"
#include "gfetch/net/socket_error.h"
#include "http_date.h"
#include "text.h"

namespace gfetch::http::server {

namespace {

// A buffer that holds the usual head; one read also takes a small body.
constexpr std::size_t kPiece = 4096;
// What is read of a body that the handler left, so that the connection can go
// on, or so that the response reaches a client that still sends.
constexpr std::uint64_t kMostDrained = 65'536;
constexpr Duration kDrainTime = std::chrono::seconds(2);
// What a client may send ahead while its disappearance is watched for.
constexpr std::size_t kMostAhead = 65'536;
constexpr int kClientGone = 499;
constexpr unsigned kServedInARow = 32;

TimeLimit left_until(const std::optional<TimePoint>& deadline) {
  if (!deadline) return std::nullopt;
  return std::max(*deadline - now(), Duration::zero());
}

TimeLimit shorter(TimeLimit a, TimeLimit b) noexcept {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

std::string address_text(const net::SocketAddress& address) {
  const auto ip = address.ip();
  return ip ? net::to_string(*ip) : std::string("unix:");
}

std::string described(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& exception) {
    return exception.what();
  } catch (...) {
    return "an exception that is no std::exception";
  }
}

}  // namespace

const std::string& Service::date() {
  const std::time_t time = std::time(nullptr);
  if (time != date_time_) {
    date_time_ = time;
    date_ = format_date(time);
  }
  return date_;
}

// Waits in a fiber of its own for the end of the client's stream, and kills the
// handler then. What the client sends meanwhile is kept for the next request.
class Connection::ClientWatch {
 public:
  explicit ClientWatch(Connection& connection)
      : fiber_(spawn([&reader = connection.reader_, handler = current_fiber()] {
          if (ends(reader)) handler.kill(fiber_exit(), KillMode::kLater);
        })) {
    fiber_.name("client watch");
  }
  ~ClientWatch() {
    const KillShield shield;
    fiber_.kill();
  }
  ClientWatch(const ClientWatch&) = delete;
  ClientWatch& operator=(const ClientWatch&) = delete;

 private:
  static bool ends(net::BufferedReader& reader) {
    try {
      while (reader.buffered().size() < kMostAhead) {
        if (reader.fill(WaitLimit()) == 0) return true;
      }
      return false;
    } catch (const net::SocketError&) {
      return true;
    }
  }

  Fiber<void> fiber_;
};

Connection::Connection(Service& service, net::Stream& stream,
                       const net::SocketAddress& peer)
    : service_(service),
      stream_(stream),
      peer_(peer),
      reader_(stream, kPiece),
      request_(*this),
      response_(*this) {
  stream_.timeout(service.options.limits.send_time);
  request_.peer_ = &peer_;
  ++service_.connections;
}

Connection::~Connection() {
  --service_.connections;
}

void Connection::run() {
  try {
    while (serve_one()) {
    }
  } catch (const net::SocketError&) {
    // The client is gone, or does not take its response.
  }
  watch_.reset();
  stream_.close();
}

bool Connection::serve_one() {
  if (!wait_for_request() || !read_head()) return false;
  if (scanner_.error() != 0) {
    refuse(scanner_.error());
    return false;
  }
  take_head();
  const int error = parse_head(request_.head_, head_);
  reset_body();
  if (error != 0 || !decode_path()) {
    refuse(error != 0 ? error : 400);
    return false;
  }
  call_handler();
  end_body();
  // A client whose next request is always there must not hold the others up.
  if (++served_ % kServedInARow == 0 && !closing()) yield();
  return !closing();
}

// --- the head ----------------------------------------------------------------

bool Connection::wait_for_request() {
  const HttpLimits& limits = service_.options.limits;
  if (!reader_.buffered().empty()) return true;
  if (service_.stopping) return false;
  reader_.release();
  service_.idle.push_back(*this);
  const bool ready = stream_.wait_to_receive(limits.idle_time);
  unlink();
  return ready;
}

// Some clients send a line break behind a body (RFC 9112, 2.2).
void Connection::skip_empty_lines() {
  for (int i = 0; i < 2 && reader_.buffered().starts_with("\r\n"); ++i) {
    reader_.consume(2);
  }
}

bool Connection::read_head() {
  const HttpLimits& limits = service_.options.limits;
  scanner_ = HeadScanner();
  request_.head_.clear();
  request_.fields_.clear();  // they referred to the head before
  arrived_ = std::chrono::system_clock::now();
  began_ = now();
  std::optional<TimePoint> deadline;
  if (limits.head_time) deadline = began_ + *limits.head_time;
  try {
    skip_empty_lines();
    while (reader_.buffered().size() < 2 && reader_.buffered() != "\n") {
      if (reader_.fill(left_until(deadline)) == 0) return false;
      skip_empty_lines();
    }
    while (!scanner_.scan(reader_.buffered(), service_.head_limits)) {
      if (reader_.fill(left_until(deadline)) == 0) return false;
    }
    return true;
  } catch (const net::SocketTimeout&) {
    refuse(408);
    return false;
  }
}

void Connection::take_head() {
  request_.head_.assign(reader_.buffered().substr(0, scanner_.size()));
  reader_.consume(scanner_.size());
}

bool Connection::decode_path() {
  request_.method_ = head_.method;
  request_.target_ = head_.target;
  request_.raw_path_ = head_.raw_path;
  request_.query_ = head_.query;
  request_.host_ = head_.host;
  request_.fields_.swap(head_.fields);
  request_.parameters_.clear();
  request_.content_length_ = head_.content_length;
  request_.minor_version_ = head_.minor_version;
  request_.path_ = head_.raw_path;
  if (request_.path_.find('%') == std::string_view::npos) return true;
  auto decoded = percent_decoded(head_.raw_path);
  if (!decoded) return false;
  request_.decoded_path_ = *std::move(decoded);
  request_.path_ = request_.decoded_path_;
  return true;
}

void Connection::reset_body() {
  chunks_ = ChunkDecoder();
  body_read_ = 0;
  body_deadline_.reset();
  body_error_ = 0;
  body_done_ = !head_.chunked && head_.content_length.value_or(0) == 0;
  wants_continue_ =
      head_.expects_continue && head_.minor_version >= 1 && !body_done_;
  watches_ = service_.options.kill_when_client_gone;
  closing_ = !head_.keep_alive;
  request_.has_body_ = head_.chunked || head_.content_length.has_value();
  request_.body_limit_ = service_.options.limits.body;
}

// --- the handler -------------------------------------------------------------

void Connection::call_handler() {
  response_.reset(request_.method() == "HEAD");
  const TimeLimit limit = service_.options.limits.request_time;
  if (limit) timeout_.emplace(limit);
  try {
    if (watches_ && body_done_) watch_client();
    service_.handler(request_, response_);
    if (!body_done_) closing_ |= !drain();
    if (!response_.finish()) {
      report(std::make_exception_ptr(std::logic_error(
          "less was written than the declared Content-Length")));
      broken_ = true;
    }
  } catch (...) {
    answer_exception();
  }
  watch_.reset();
  timeout_.reset();
  log_access(response_.status());
  if (broken_) closing_ = true;
}

// Decides by the exception that is being handled what the client gets.
void Connection::answer_exception() {
  try {
    throw;
  } catch (const FiberExit&) {
    log_access(kClientGone);
    throw;
  } catch (const HttpError& error) {
    answer_error(error.status(), error.what(), true);
  } catch (const TimeoutExpired& expired) {
    answer_failure(timeout_ && timeout_->owns(expired) ? 503 : 0);
  } catch (const net::SocketError&) {
    if (broken_) {
      log_access(response_.head_sent() ? response_.status() : kClientGone);
      throw;
    }
    answer_failure(body_error_);
  } catch (...) {
    answer_failure(0);
  }
}

// A failure with a status is the client's; one without is the handler's.
void Connection::answer_failure(int status) {
  if (status == 0) report(std::current_exception());
  answer_error(status == 0 ? 500 : status, {}, false);
}

void Connection::answer_error(int status, std::string_view text,
                              bool keep_fields) {
  timeout_.reset();
  if (body_error_ != 0) closing_ = true;
  if (response_.head_sent() || broken_) {
    // The client must not take the part for the whole.
    broken_ = true;
    return;
  }
  std::string fields = std::move(response_.fields_);
  response_.reset(request_.method() == "HEAD");
  if (keep_fields) response_.fields_ = std::move(fields);
  std::string body(text.empty() ? reason_of(status) : text);
  body += '\n';
  response_.send(status, "text/plain; charset=utf-8", body);
  if (!body_done_) closing_ |= !drain();
  response_.finish();
}

// Answers a head that is no request, and ends the connection.
void Connection::refuse(int status) {
  closing_ = true;
  response_.reset(false);
  try {
    response_.send(status, "text/plain; charset=utf-8",
                   std::string(reason_of(status)) + '\n');
    response_.finish();
  } catch (const net::SocketError&) {
    log_access(status);
    throw;
  }
  log_access(status);
  linger();
}

void Connection::report(std::exception_ptr error) const {
  if (service_.options.on_error) {
    service_.options.on_error(request_, std::move(error));
    return;
  }
  const std::string line(first_line());
  std::fprintf(stderr, "gfetch: the handler of \"%s\" failed: %s\n",
               line.c_str(), described(error).c_str());
}

void Connection::time_limit(TimeLimit limit) {
  if (timeout_) {
    timeout_->restart(limit);
  } else if (limit) {
    timeout_.emplace(limit);
  }
}

void Connection::watch_client() {
  watches_ = true;
  if (body_done_ && watch_ == nullptr) {
    watch_ = std::make_unique<ClientWatch>(*this);
  }
}

void Connection::end_watch() noexcept {
  watch_.reset();
}

// --- sending -----------------------------------------------------------------

std::string& Connection::scratch() noexcept {
  out_.clear();
  return out_;
}

// Only a whole response leaves the connection usable.
void Connection::require_whole() const {
  if (broken_) {
    throw net::SocketError(EPIPE, "a part of the response was lost before");
  }
}

void Connection::send(std::span<const std::string_view> parts) {
  require_whole();
  broken_ = true;
  stream_.send_all(parts);
  broken_ = false;
}

void Connection::send_file(int file, std::uint64_t offset,
                           std::uint64_t count) {
  require_whole();
  broken_ = true;
  if (stream_.send_file(file, offset, count) != count) {
    throw std::runtime_error("a file has ended before its length");
  }
  broken_ = false;
}

void Connection::upgrade() noexcept {
  closing_ = true;
  upgraded_ = true;
  body_done_ = true;
  watches_ = false;
}

// --- the body ----------------------------------------------------------------

void Connection::fail_body(int status) {
  body_error_ = status;
  closing_ = true;
  throw HttpError(status);
}

void Connection::continue_client() {
  if (!std::exchange(wants_continue_, false) || response_.head_sent()) return;
  const std::string_view line = "HTTP/1.1 100 Continue\r\n\r\n";
  send({&line, 1});
}

void Connection::count_body(std::size_t bytes) {
  body_read_ += bytes;
  if (body_read_ > request_.body_limit_) fail_body(413);
}

std::size_t Connection::read_body(std::span<char> into) {
  if (body_done_) return 0;
  if (body_error_ != 0) throw HttpError(body_error_);
  if (head_.content_length.value_or(0) > request_.body_limit_) fail_body(413);
  continue_client();
  const std::size_t got = head_.chunked ? read_chunked(into) : read_plain(into);
  if (body_done_ && watches_) watch_client();
  return got;
}

// Receives into the reader, or, of what needs no decoding, into `into`.
std::size_t Connection::fill_body(std::span<char> into) {
  const HttpLimits& limits = service_.options.limits;
  if (!body_deadline_ && limits.body_time) {
    body_deadline_ = now() + *limits.body_time;
  }
  const TimeLimit limit =
      shorter(limits.body_pause, left_until(body_deadline_));
  try {
    const std::size_t got =
        into.empty() ? reader_.fill(limit) : stream_.receive(into, limit);
    if (got > 0) return got;
  } catch (const net::SocketTimeout&) {
    body_error_ = 408;
    throw;
  }
  body_error_ = 400;
  throw net::UnexpectedEnd("the client has ended its request too early");
}

std::size_t Connection::read_plain(std::span<char> into) {
  const std::uint64_t left = *head_.content_length - body_read_;
  into = into.first(std::min<std::uint64_t>(left, into.size()));
  const std::string_view buffered = reader_.buffered();
  std::size_t got = std::min(buffered.size(), into.size());
  if (got > 0) {
    buffered.copy(into.data(), got);
    reader_.consume(got);
  } else {
    got = fill_body(into);
  }
  count_body(got);
  body_done_ = body_read_ == *head_.content_length;
  return got;
}

std::size_t Connection::read_chunked(std::span<char> into) {
  for (;;) {
    const ChunkDecoder::Step step =
        chunks_.next(reader_.buffered(), into.size());
    step.data.copy(into.data(), step.data.size());
    reader_.consume(step.consumed);
    if (chunks_.bad()) fail_body(400);
    body_done_ = chunks_.done();
    if (!step.data.empty()) count_body(step.data.size());
    if (!step.data.empty() || body_done_) return step.data.size();
    if (reader_.buffered().empty()) fill_body({});
  }
}

// Reads what the handler left of the body, if that is little. Returns false if
// no further request can be found behind it.
bool Connection::drain() {
  if (body_error_ != 0 || wants_continue_ || broken_ ||
      head_.content_length.value_or(0) - body_read_ > kMostDrained) {
    return false;
  }
  // Only what is there: a slow client must not hold the response up.
  const std::uint64_t most = body_read_ + kMostDrained;
  request_.body_limit_ = std::max(request_.body_limit_, most);
  watches_ = false;
  std::array<char, 4096> piece;
  while (!body_done_ && body_read_ < most && !reader_.buffered().empty()) {
    try {
      read_body(std::span(piece).first(
          std::min(piece.size(), reader_.buffered().size())));
    } catch (const HttpError&) {
      return false;
    }
  }
  return body_done_;
}

void Connection::end_body() {
  const bool asked_for_more = closing() && !reader_.buffered().empty();
  if (!body_done_ || upgraded_ || asked_for_more) linger();
}

// Lets a client that still sends read its response: to close at once would
// reset the connection (RFC 9112, 9.6).
void Connection::linger() {
  if (broken_) return;
  stream_.end_sending();
  const gfetch::TimePoint end = now() + kDrainTime;
  std::uint64_t dropped = 0;
  while (dropped < 4 * kMostDrained) {
    reader_.consume(reader_.buffered().size());
    const std::size_t got = reader_.fill(left_until(end));
    if (got == 0) return;
    dropped += got;
  }
}

// --- the log -----------------------------------------------------------------

std::string_view Connection::first_line() const noexcept {
  const std::string_view head = request_.head_.empty()
                                    ? reader_.buffered()
                                    : std::string_view(request_.head_);
  return head.substr(0,
                     std::min(head.find_first_of("\r\n"), std::size_t{1000}));
}

void Connection::log_access(int status) const {
  if (!service_.options.access_log) return;
  AccessRecord record;
  const std::string host = address_text(peer_);
  record.host = host;
  record.request_line = first_line();
  record.referer = request_.header("Referer").value_or("");
  record.user_agent = request_.header("User-Agent").value_or("");
  std::string user;
  const std::string_view credentials =
      request_.header("Authorization").value_or("");
  if (equals_without_case(credentials.substr(0, 6), "Basic ")) {
    user = base64_decoded(trimmed(credentials.substr(6))).value_or("");
    user.resize(std::min(user.find(':'), user.size()));
    record.user = user;
  }
  record.time = arrived_;
  record.duration = now() - began_;
  record.status = status;
  record.body_bytes = response_.without_body() ? 0 : response_.body_bytes();
  service_.options.access_log(record);
}

}  // namespace gfetch::http::server
