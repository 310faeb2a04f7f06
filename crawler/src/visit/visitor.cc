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
#include "request_maker.h"
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
  visit.method = own != nullptr && own->method          ? *own->method
                 : candidate.purpose == Purpose::kCheck ? "HEAD"
                                                        : std::string(method);
  visit.timestamp = Clock::now();
  return visit;
}

}  // namespace

struct Visitor::SoFar final : VisitSoFar {
  SoFar(const VisitorOptions& options, const Lease& lease)
      : visit(visit_of(lease.candidate(), options.request.method)),
        redirects(redirects_of(options, lease.candidate(), visit.method)),
        left(options.max_time),
        read_at(lease.since()) {}

  static Redirects redirects_of(const VisitorOptions& options,
                                const Candidate& candidate,
                                const std::string& method) {
    return {candidate.url, method, options.redirects,
            securing(options.hsts.get())};
  }

  // The time since the last reading of the clock was waiting.
  void count_as_waiting() {
    const TimePoint waited_from = std::exchange(read_at, now());
    add(visit.timing.queue, read_at - waited_from);
  }

  // Forgets the answer: it is asked by another method.
  void begin_anew(const VisitorOptions& options, const Candidate& candidate,
                  const std::string& method) {
    redirects = redirects_of(options, candidate, method);
    visit.method = method;
    visit.error.reset();
    visit.status_code = 0;
    visit.redirects.clear();
    challenges_met = 0;
  }

  Visit visit;
  Redirects redirects;
  TimeLimit left;          // of max_time
  TimePoint read_at;       // the last reading of the clock
  int challenges_met = 0;  // of the step we are at
  bool entered = false;    // likewise: it passed the gates
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
              reading(options_, candidate_),
              detail::uses_of(options_, candidate_, visit_.method)),
        requests_(options_, visitor.headers_, *visitor.logins_, candidate_) {}

  // False: the visit waits for another turn.
  bool run() {
    for (;;) {
      switch (take_step()) {
        case Step::kNext:
          continue;
        case Step::kLater:
          return false;
        case Step::kLast:
          return wants_to_be_got() ? get_instead() : end();
      }
    }
  }

  Visit take() && { return std::move(visit_); }

 private:
  static detail::BodyReader::Reading reading(const VisitorOptions& options,
                                             const Candidate& candidate) {
    const bool if_wanted =
        candidate.purpose == Purpose::kCheck || options.bodies.links_only;
    return if_wanted ? detail::BodyReader::Reading::kIfWanted
                     : detail::BodyReader::Reading::kAlways;
  }

  // What comes after a step.
  enum class Step { kNext, kLater, kLast };

  // One exchange, and what it leads to.
  Step take_step() {
    if (const auto closed = enter()) return *closed;
    Result<Response> response = exchange();
    if (const auto time = time_to_ask_again(response)) return go_on(*time);
    if (!response) {
      fail(std::move(response).error());
      return Step::kLast;
    }
    Result<bool> hop = follow(*response);
    if (hop && *hop) return go_on(so_far_.read_at);
    answer(std::move(*response));
    if (!hop) fail(std::move(hop).error());
    if (refusal_) skip(std::move(*refusal_));
    return Step::kLast;
  }

  Step go_on(TimePoint time) {
    return take_turn(time) ? Step::kNext : Step::kLater;
  }

  // Passes the gates of the step that we are at: the address's politeness,
  // robots.txt. Waiting there is politeness too, and not counted. Nothing: the
  // way is open.
  std::optional<Step> enter() {
    if (so_far_.entered || options_.gate == nullptr) return std::nullopt;
    const Url& url = redirects_.step().url;
    const bool proxied = options_.proxies.proxy_for(url.origin()) != nullptr;
    if (options_.address_of && !proxied) {
      const auto address = options_.address_of(url.origin());
      so_far_.count_as_waiting();
      if (address && !lease_.settle_at(*address)) return Step::kLater;
    }
    const Permission robots = options_.gate->ask_robots(url, candidate_);
    so_far_.count_as_waiting();
    so_far_.entered = true;
    visit_.robots = robots.objection;
    if (robots.refusal) {
      skip(*robots.refusal);
      return Step::kLast;
    }
    if (robots.delay > Duration(0)) lease_.slow_host(robots.delay);
    if (!robots.fetched || take_turn(so_far_.read_at)) return std::nullopt;
    return Step::kLater;
  }

  // Many a server knows no HEAD, or answers it otherwise than GET.
  bool wants_to_be_got() const {
    return candidate_.purpose == Purpose::kCheck &&
           redirects_.step().method == "HEAD" && !visit_.ok &&
           visit_.outcome == Outcome::kFailed &&
           (visit_.status_code != 0 || came_to_nothing(*visit_.error));
  }

  // Whether there was a server, and yet no answer.
  static bool came_to_nothing(const Error& error) {
    return answer_of(error.kind) == HostAnswer::Kind::kServed ||
           error.kind == ErrorKind::kReset ||
           error.kind == ErrorKind::kEmptyReply ||
           error.kind == ErrorKind::kIdleTimeout;
  }

  bool get_instead() {
    so_far_.begin_anew(options_, candidate_, "GET");
    return take_turn(so_far_.read_at) && run();
  }

  bool end() {
    const Url& asked = redirects_.step().url;
    visit_.final_url = asked == candidate_.url ? visit_.url : asked.redacted();
    body_.record(visit_);
    visit_.timing.total = so_far_.read_at - lease_.since();
    return true;
  }

  // That of a visit that goes on, or of a new one.
  static SoFar& so_far(Visitor& visitor, Lease& lease) {
    std::unique_ptr<VisitSoFar>& kept = lease.so_far();
    if (kept) {
      auto& going_on = static_cast<SoFar&>(*kept);
      going_on.count_as_waiting();
      return going_on;
    }
    visitor.budget_.visited();
    auto begun = std::make_unique<SoFar>(visitor.options_, lease);
    SoFar& fresh = *begun;
    kept = std::move(begun);
    return fresh;
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
        response && requests_.learn(*response, so_far_.challenges_met);
    if (learned) ++so_far_.challenges_met;
    return learned;
  }

  // One exchange, within what is left of the time.
  Result<Response> exchange() {
    Result<Response> response = fetch_whole_or_rest();
    if (!response && body_.unread() &&
        response.error().kind != ErrorKind::kTimeout) {
      response = std::move(*body_.unread());
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
    Result<Response> response = fetch_in_time();
    if (!body_.wants_anew()) return response;
    aim();
    return fetch_in_time();
  }

  void aim() { body_.reset(requests_.aim(redirects_.step())); }

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
      return visitor_.fetcher_.fetch(requests_.request(), sink);
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
                    .method = requests_.request().method};
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
    if (options_.gate != nullptr) {
      refusal_ = options_.gate->refuse_hop(redirects_.step().url, candidate_);
    }
    visit_.redirects.push_back(std::move(hop));
    visit_.redirecting = so_far_.read_at - lease_.since();
    so_far_.challenges_met = 0;
    so_far_.entered = false;
    return !refusal_;
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

  void skip(Refusal refusal) {
    visit_.outcome = Outcome::kSkipped;
    visit_.ok = false;
    visit_.error.reset();
    visit_.reason = name_of(refusal.reason);
    visit_.explanation = std::move(refusal.explanation);
  }

  void fail(Error error) {
    if (options_.gate != nullptr && error.kind == ErrorKind::kPrivateAddress) {
      return skip({SkipReason::kPrivateAddress, std::move(error.message)});
    }
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
  detail::RequestMaker requests_;
  std::optional<Refusal> refusal_;  // of the hop that the answer leads to
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

Visit skipped_visit(const Candidate& candidate, std::string_view method,
                    Refusal refusal) {
  Visit visit = visit_of(candidate, method);
  visit.outcome = Outcome::kSkipped;
  visit.reason = name_of(refusal.reason);
  visit.explanation = std::move(refusal.explanation);
  return visit;
}

Visit unfinished_visit(const Candidate& candidate, std::string_view method) {
  return visit_of(candidate, method);
}

}  // namespace gfetch
