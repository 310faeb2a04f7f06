#include "gfetch/crawler/visitor.h"

#include <charconv>
#include <memory>
#include <utility>

#include "body_reader.h"
#include "gfetch/crawler/body_folder.h"
#include "gfetch/engine/fiber.h"
#include "gfetch/engine/hub.h"
#include "gfetch/engine/timeout.h"
#include "login/logins.h"
#include "request_builder.h"
#include "text.h"
#include "throttled_sink.h"

namespace gfetch {
namespace {

using Clock = std::chrono::system_clock;

TimePoint now() {
  return Hub::current().now();
}

UrlChange securing(const Hsts* hsts) {
  if (hsts == nullptr) return nullptr;
  return [hsts](const Url& url) { return hsts->secured(url, Clock::now()); };
}

void add(std::optional<Duration>& sum, const std::optional<Duration>& phase) {
  if (phase) sum = sum.value_or(Duration(0)) + *phase;
}

void add(Timing& sum, const Timing& exchange) {
  add(sum.queue, exchange.queue);
  add(sum.dns, exchange.dns);
  add(sum.connect, exchange.connect);
  add(sum.tls, exchange.tls);
  add(sum.ttfb, exchange.ttfb);
  add(sum.download, exchange.download);
}

// How a host took a request that came to this error.
HostAnswer::Kind answer_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kTruncated:
    case ErrorKind::kHeaderTooLarge:
    case ErrorKind::kBodyTooLarge:
    case ErrorKind::kBadResponse:
    case ErrorKind::kDecodeError:
      return HostAnswer::Kind::kServed;
    case ErrorKind::kConnectTimeout:
    case ErrorKind::kIdleTimeout:
    case ErrorKind::kTimeout:
      return HostAnswer::Kind::kSilent;
    default:
      return HostAnswer::Kind::kUnreached;
  }
}

// What a body within its cap may take on the wire: chunks add to it, coding
// takes from it.
std::uint64_t wire_cap(std::uint64_t max_body_bytes) {
  constexpr std::uint64_t kSlack = std::uint64_t{1024} * 1024;
  return 2 * max_body_bytes + kSlack;
}

std::optional<std::uint64_t> content_length(
    const std::vector<Header>& headers) {
  const Header* header = find_header(headers, "Content-Length");
  if (header == nullptr) return std::nullopt;
  std::uint64_t length = 0;
  const char* end = header->value.data() + header->value.size();
  const auto [rest, failure] =
      std::from_chars(header->value.data(), end, length);
  if (failure != std::errc() || rest != end) return std::nullopt;
  return length;
}

std::optional<Duration> retry_after(const std::vector<Header>& headers) {
  const Header* header = find_header(headers, "Retry-After");
  if (header == nullptr) return std::nullopt;
  return parse_retry_after(header->value, Clock::now());
}

std::string status_sentence(const Response& response) {
  std::string sentence =
      "the server answered " + std::to_string(response.status_code);
  if (!response.reason.empty()) sentence += ' ' + response.reason;
  return sentence;
}

Visit visit_of(const Candidate& candidate, std::string_view method) {
  Visit visit;
  visit.url = candidate.url.redacted();
  visit.id = candidate.id;
  visit.input = candidate.input;
  visit.parent = candidate.parent;
  visit.depth = candidate.depth;
  const RequestOverrides* own = candidate.overrides.get();
  visit.method =
      own != nullptr && own->method ? *own->method : std::string(method);
  visit.timestamp = Clock::now();
  return visit;
}

}  // namespace

struct Visitor::SoFar final : VisitSoFar {
  SoFar(const VisitorOptions& options, const Lease& lease)
      : visit(visit_of(lease.candidate(), options.request.method)),
        redirects(lease.candidate().url, visit.method, options.redirects,
                  securing(options.hsts.get())),
        left(options.max_time),
        read_at(lease.since()) {}

  Visit visit;
  Redirects redirects;
  TimeLimit left;          // of max_time
  TimePoint read_at;       // the last reading of the clock
  int challenges_met = 0;  // of the step we are at
};

// A visit from the time that it has a place at a host to the time that it waits
// for another, or ends.
class Visitor::OneTurn {
 public:
  OneTurn(Visitor& visitor, Lease& lease)
      : options_(visitor.options_),
        visitor_(visitor),
        lease_(lease),
        candidate_(lease.candidate()),
        so_far_(so_far(visitor, lease)),
        visit_(so_far_.visit),
        redirects_(so_far_.redirects),
        body_(options_.max_body_bytes,
              options_.follow_redirects ? detail::BodyReader::Redirects::kSkip
                                        : detail::BodyReader::Redirects::kRead,
              detail::uses_of(options_, candidate_, visit_.method)) {
    prepare_request();
  }

  // False: the visit waits for another turn.
  bool run() {
    for (;;) {
      Result<Response> response = exchange();
      if (const auto time = time_to_ask_again(response)) {
        if (take_turn(*time)) continue;
        return false;
      }
      if (!response) {
        fail(std::move(response).error());
        break;
      }
      Result<bool> hop = follow(*response);
      if (hop && *hop) {
        if (take_turn(so_far_.read_at)) continue;
        return false;
      }
      answer(std::move(*response));
      if (!hop) fail(std::move(hop).error());
      break;
    }
    const Url& asked = redirects_.step().url;
    visit_.final_url = asked == candidate_.url ? visit_.url : asked.redacted();
    body_.record(visit_);
    visit_.timing.total = so_far_.read_at - lease_.since();
    return true;
  }

  Visit take() && { return std::move(visit_); }

 private:
  // That of a visit that goes on, or of a new one.
  static SoFar& so_far(Visitor& visitor, Lease& lease) {
    std::unique_ptr<VisitSoFar>& kept = lease.so_far();
    if (kept) {
      auto& going_on = static_cast<SoFar&>(*kept);
      const TimePoint waited_from = std::exchange(going_on.read_at, now());
      add(going_on.visit.timing.queue, going_on.read_at - waited_from);
      return going_on;
    }
    visitor.budget_.visited();
    auto begun = std::make_unique<SoFar>(visitor.options_, lease);
    SoFar& fresh = *begun;
    kept = std::move(begun);
    return fresh;
  }

  void prepare_request() {
    const RequestOverrides* own = candidate_.overrides.get();
    request_.limits = options_.request.limits;
    if (request_.limits.wire_bytes == 0 && options_.max_body_bytes > 0) {
      request_.limits.wire_bytes = wire_cap(options_.max_body_bytes);
    }
    body_to_send_ = own != nullptr && own->body
                        ? std::make_shared<const std::string>(*own->body)
                        : options_.request.body;
    if (!body_to_send_) file_to_send_ = options_.request.body_file;
    if (own != nullptr) {
      own_headers_ = detail::with_overrides(visitor_.headers_, *own);
    }
  }

  // Makes the request that of the step we are at.
  void aim() {
    const RedirectStep& step = redirects_.step();
    request_.method = step.method;
    request_.url = step.url.request_url();
    request_.origin = step.url.origin();
    request_.headers = headers_for(
        step, own_headers_.empty() ? visitor_.headers_ : own_headers_);
    request_.body = step.sends_body ? body_to_send_ : nullptr;
    request_.body_file = step.sends_body ? file_to_send_ : nullptr;
    request_.private_addresses = private_addresses(step.url);
    request_.proxy = options_.proxies.proxy_for(request_.origin);
    request_.shows_certificate = step.at_home;
    add_login(step);
    add_cookies(step);
  }

  // A Cookie header of the user's own stands alone.
  void add_cookies(const RedirectStep& step) {
    if (find_header(request_.headers, "Cookie") != nullptr) return;
    std::string field =
        takes_given_cookies(step) ? options_.cookies : std::string();
    if (options_.jar) {
      const std::string kept =
          options_.jar->cookies_for(step.url, Clock::now());
      if (!field.empty() && !kept.empty()) field += "; ";
      field += kept;
    }
    if (!field.empty()) {
      request_.headers.push_back({"Cookie", std::move(field)});
    }
  }

  // They go where the URL's own origin is, and from http to https on the same
  // host.
  bool takes_given_cookies(const RedirectStep& step) const {
    const Url& named = candidate_.url;
    const bool made_secure =
        named.scheme() == "http" && step.url.scheme() == "https" &&
        named.host() == step.url.host() && !named.port() && !step.url.port();
    return step.at_home || made_secure;
  }

  // Only the first field counts.
  void learn_hsts(const Response& response) {
    if (!options_.hsts || !options_.learns_hsts) return;
    const Header* const field =
        find_header(response.headers, "Strict-Transport-Security");
    if (field == nullptr) return;
    options_.hsts->learn(redirects_.step().url, field->value, Clock::now());
  }

  void keep_cookies(const Response& response) {
    if (!options_.jar) return;
    for (const Header& header : response.headers) {
      if (detail::equal_without_case(header.name, "Set-Cookie")) {
        options_.jar->store(redirects_.step().url, header.value, Clock::now());
      }
    }
  }

  // An Authorization header of the user's own gives way only to what a URL
  // says.
  void add_login(const RedirectStep& step) {
    const bool in_url = step.url.has_credentials() ||
                        (step.at_home && candidate_.url.has_credentials());
    login_.reset();
    if (!in_url && find_header(request_.headers, "Authorization")) return;
    login_ = visitor_.logins_->login_for(step, candidate_.url);
    if (login_) visitor_.logins_->authorize(request_, *login_);
  }

  // With the login that the server wants, or after a failure that may pass.
  std::optional<TimePoint> time_to_ask_again(const Result<Response>& response) {
    if (logs_in_anew(response)) return so_far_.read_at;
    const std::optional<Duration> delay = delay_before_retry(response);
    if (!delay) return std::nullopt;
    spend(*delay);
    return so_far_.read_at + *delay;
  }

  // Whether the server is to be asked once more, with the login as it wants.
  bool logs_in_anew(const Result<Response>& response) {
    const bool learned =
        login_ && response &&
        visitor_.logins_->learn(request_, *response, so_far_.challenges_met);
    if (learned) ++so_far_.challenges_met;
    return learned;
  }

  PrivateAddresses private_addresses(const Url& url) const {
    switch (options_.private_addresses) {
      case PrivatePolicy::kAllow:
        return PrivateAddresses::kAllow;
      case PrivatePolicy::kDeny:
        return PrivateAddresses::kRefuse;
      case PrivatePolicy::kAuto:
        break;
    }
    return url.host() == candidate_.url.host() ? PrivateAddresses::kAllow
                                               : PrivateAddresses::kRefuse;
  }

  // One exchange, within what is left of the time.
  Result<Response> exchange() {
    Result<Response> response = fetch_whole_or_rest();
    if (!response && body_.redirect() &&
        response.error().kind != ErrorKind::kTimeout) {
      response = std::move(*body_.redirect());
    }
    if (response) {
      learn_hsts(*response);
      keep_cookies(*response);
      add(visit_.timing, response->timing);
      visit_.num_connects += response->reused_connection ? 0 : 1;
      visit_.wire_bytes = response->wire_bytes;
    } else {
      visit_.wire_bytes = body_.wire_bytes();
    }
    lease_.answered(host_answer(response));
    return response;
  }

  // The rest of a body that was begun before, if that can be had.
  Result<Response> fetch_whole_or_rest() {
    aim();
    body_.reset(request_);
    Result<Response> response = fetch_in_time();
    if (!body_.wants_anew()) return response;
    aim();
    body_.reset(request_);
    return fetch_in_time();
  }

  static HostAnswer host_answer(const Result<Response>& response) {
    if (!response) return {.kind = answer_of(response.error().kind)};
    return {.kind = turns_away(response->status_code)
                        ? HostAnswer::Kind::kTurnedAway
                        : HostAnswer::Kind::kServed,
            .ttfb = response->timing.ttfb.value_or(Duration(0))};
  }

  Result<Response> fetch_in_time() {
    const TimePoint sent = so_far_.read_at;
    Timeout timeout(so_far_.left);
    detail::ThrottledSink throttled(body_, visitor_.bandwidth_, timeout,
                                    so_far_.left);
    const bool limited = visitor_.bandwidth_.limited();
    BodySink& sink = limited ? static_cast<BodySink&>(throttled) : body_;
    Result<Response> response = fetch_before(timeout, sink);
    so_far_.read_at = now();
    spend(so_far_.read_at - sent - throttled.waited());
    return response;
  }

  Result<Response> fetch_before(const Timeout& timeout, BodySink& sink) {
    try {
      return visitor_.fetcher_.fetch(request_, sink);
    } catch (const TimeoutExpired& expired) {
      if (!timeout.owns(expired)) throw;
    }
    return Error{ErrorKind::kTimeout, "the time for this URL is over"};
  }

  void spend(Duration time) {
    if (so_far_.left) *so_far_.left -= time;
  }

  // How long to wait before it is tried again; nothing: it was the last word.
  std::optional<Duration> delay_before_retry(const Result<Response>& response) {
    Attempt attempt{.number = visit_.num_retries + 1,
                    .method = request_.method};
    if (response) {
      attempt.status_code = response->status_code;
      attempt.retry_after = retry_after(response->headers);
    } else {
      attempt.error = response.error().kind;
    }
    if (const auto rest = visitor_.retry_.host_rest_after(attempt)) {
      lease_.pause_host(so_far_.read_at + *rest);
    }
    const std::optional<Duration> delay = visitor_.retry_.delay_after(attempt);
    if (!delay || (so_far_.left && *delay >= *so_far_.left)) return {};
    if (!visitor_.budget_.take()) return {};
    ++visit_.num_retries;
    return delay;
  }

  // Whether the host of the step we are at may be asked now, `time` at the
  // earliest.
  bool take_turn(TimePoint time) {
    return lease_.move_to(redirects_.step().url.hostname_for_connect(), time);
  }

  // True: what is to be asked is now the next hop.
  Result<bool> follow(const Response& response) {
    if (!options_.follow_redirects) return false;
    const auto location = location_of(response.headers);
    if (!location) return false;
    Hop hop{.url = redirects_.step().url.redacted(),
            .status_code = response.status_code};
    Result<bool> more = redirects_.follow(response.status_code, location);
    if (!more || !*more) return more;
    visit_.redirects.push_back(std::move(hop));
    visit_.redirecting = so_far_.read_at - lease_.since();
    so_far_.challenges_met = 0;
    return true;
  }

  void answer(Response&& response) {
    visit_.status_code = response.status_code;
    visit_.http_version = response.version;
    visit_.content_length = content_length(response.headers);
    visit_.ok =
        options_.accept.contains(response.status_code) || body_.continued();
    visit_.outcome = Outcome::kFetched;
    if (!visit_.ok) fail({ErrorKind::kHttpStatus, status_sentence(response)});
    if (Result<void> whole = body_.finish(); !whole) fail(whole.error());
    visit_.headers = std::move(response.headers);
    visit_.remote_ip = std::move(response.remote_ip);
    visit_.remote_port = response.remote_port;
  }

  void fail(Error error) {
    visit_.outcome = Outcome::kFailed;
    visit_.ok = false;
    visit_.error = std::move(error);
    visit_.status_code = body_.status_code();
    visit_.http_version = body_.version();
  }

  const VisitorOptions& options_;
  Visitor& visitor_;
  Lease& lease_;
  const Candidate& candidate_;
  SoFar& so_far_;
  Visit& visit_;
  Redirects& redirects_;
  detail::BodyReader body_;
  std::vector<ScopedHeader> own_headers_;  // empty: those of every candidate
  std::shared_ptr<const std::string> body_to_send_;
  std::shared_ptr<const UploadFile> file_to_send_;
  Request request_;
  std::optional<Login> login_;  // that the request is to show
};

Visitor::Visitor(VisitorOptions options, Fetcher& fetcher,
                 RetryPolicy::Dice dice)
    : options_(std::move(options)),
      headers_(detail::headers_of(options_.request)),
      logins_(std::make_unique<detail::Logins>(options_.logins)),
      fetcher_(fetcher),
      retry_(options_.retry, std::move(dice)),
      budget_(options_.retry.budget),
      bandwidth_(options_.bytes_per_second) {}

Visitor::~Visitor() = default;

std::optional<Visit> Visitor::visit(Lease& lease) {
  OneTurn turn(*this, lease);
  if (!turn.run()) return std::nullopt;
  return std::move(turn).take();
}

std::optional<WriteError> Visitor::saving_failure() const {
  const BodyFolder* const folder = options_.bodies.folder;
  if (folder == nullptr) return std::nullopt;
  return folder->failure();
}

Visit visit_of(const BadLine& line) {
  Visit visit;
  visit.url = line.text;
  visit.id = line.id;
  visit.input = line.input;
  visit.outcome = Outcome::kFailed;
  visit.error = line.error;
  visit.timestamp = Clock::now();
  return visit;
}

Visit unfinished_visit(const Candidate& candidate, std::string_view method) {
  return visit_of(candidate, method);
}

}  // namespace gfetch
