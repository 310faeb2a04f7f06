#include "crawl/visit/visit_step.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "crawl/visit/response_class.h"
#include "crawl/visit/throttled_sink.h"
#include "crawl/visit/unvisited.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "web/text/text.h"
#include "web/url/public_suffix.h"

namespace gfetch::crawl {
namespace {

using Clock = std::chrono::system_clock;

// Returns the state of the visit of `lease`: the saved state, or a new one.
VisitState& state_of(VisitContext& context, Lease& lease) {
  std::unique_ptr<SavedVisit>& saved = lease.saved_visit();
  if (saved) {
    auto& state = static_cast<VisitState&>(*saved);
    state.count_as_waiting();
    return state;
  }
  if (!lease.candidate().is_prerequisite()) context.budget.visited();
  auto begun = std::make_unique<VisitState>(context.options, lease);
  VisitState& state = *begun;
  saved = std::move(begun);
  return state;
}

// Returns true if redirects are followed. Those of a prerequisite always are:
// the option is about the user's own URLs.
bool follows_redirects(const VisitorOptions& options,
                       const Candidate& candidate) {
  return options.follow_redirects || candidate.is_prerequisite();
}

BodyReader::Redirects reading_of_redirects(const VisitorOptions& options,
                                           const Candidate& candidate) {
  return follows_redirects(options, candidate) ? BodyReader::Redirects::kSkip
                                               : BodyReader::Redirects::kRead;
}

BodyReader::Reading reading(const VisitorOptions& options,
                            const Candidate& candidate) {
  const bool if_wanted = candidate.purpose == Purpose::kCheck ||
                         candidate.is_prerequisite() ||
                         options.bodies.links_only;
  return if_wanted ? BodyReader::Reading::kIfWanted
                   : BodyReader::Reading::kAlways;
}

// Returns the limits of a body. A robots.txt has its own size limit, beyond
// which it is not read. Servers use one coding; two happen where a proxy
// compresses what is compressed.
web::DecodeLimits limits(VisitContext& context, SiteWindows& windows,
                         const Candidate& candidate) {
  const bool prerequisite = candidate.is_prerequisite();
  return {.max_bytes = prerequisite ? 0 : context.options.max_body_bytes,
          .max_codings = prerequisite ? 1U : 2U,
          .windows = &windows,
          .pause = [] { yield(); }};
}

// Returns the shorter one of two time limits, but no negative one.
TimeLimit shorter(TimeLimit a, TimeLimit b) {
  if (!a || !b) return a ? a : b;
  return std::max(std::min(*a, *b), Duration(0));
}

}  // namespace

VisitStep::VisitStep(VisitContext& context, Lease& lease)
    : context_(context),
      options_(context.options),
      lease_(lease),
      candidate_(lease.candidate()),
      state_(state_of(context, lease)),
      visit_(state_.visit),
      redirects_(state_.redirects),
      windows_(context.windows),
      body_(limits(context, windows_, candidate_),
            reading_of_redirects(options_, candidate_),
            reading(options_, candidate_),
            uses_of(options_, candidate_, visit_.method,
                    {context.links, state_.link_memory})),
      requests_(options_, context.policy,
                candidate_.is_prerequisite() ? context.prerequisite_headers
                                             : context.headers,
                context.logins, candidate_) {}

VisitStep::End VisitStep::run() {
  for (;;) {
    std::optional<Next> next = admit();
    if (!next) next = follow_up(exchange());
    switch (*next) {
      case Next::kStep:
        continue;
      case Next::kPark:
        return End::kParked;
      case Next::kHold:
        return End::kHeld;
      case Next::kEnd:
        if (wants_get()) return retry_by_get();
        finish();
        return End::kDone;
    }
  }
}

VisitStep::Next VisitStep::follow_up(Result<http::Response> response) {
  // A retry comes first: the response of a failed attempt is not the visit's
  // response.
  if (const auto time = time_of_next_attempt(response)) return step_at(*time);
  if (!response) {
    fail(std::move(response).error());
    return Next::kEnd;
  }
  Result<bool> hop = follow(*response);
  // A redirect waits for a slot at its host, as a new URL does.
  if (hop && *hop) return step_at(state_.read_at);
  take_response(std::move(*response));
  if (!hop) fail(std::move(hop).error());
  if (refusal_) refuse_redirect(std::move(*refusal_));
  return Next::kEnd;
}

VisitStep::Next VisitStep::step_at(TimePoint time) {
  return reschedule(time) ? Next::kStep : Next::kPark;
}

// Takes a slot at the host of the current step, no earlier than `time`. Returns
// false if the visit was parked to wait for the slot.
bool VisitStep::reschedule(TimePoint time) {
  return lease_.reschedule(redirects_.step().url.hostname_for_connect(), time);
}

// Returns true if a link check must repeat its HEAD request by GET: many
// servers do not support HEAD, or respond to it differently.
bool VisitStep::wants_get() const {
  return candidate_.purpose == Purpose::kCheck &&
         redirects_.step().method == "HEAD" && !visit_.ok &&
         visit_.outcome == Outcome::kFailed &&
         (visit_.status_code != 0 || no_response(*visit_.error));
}

VisitStep::End VisitStep::retry_by_get() {
  state_.restart(options_, candidate_, "GET");
  return reschedule(state_.read_at) ? run() : End::kParked;
}

void VisitStep::finish() {
  const web::Url& asked = redirects_.step().url;
  visit_.final_url = asked == candidate_.url ? visit_.url : asked.redacted();
  body_.record(visit_);
  visit_.timing.total = state_.read_at - lease_.since();
}

// Checks the prerequisites of the current step: the address of its host, then
// robots.txt. Returns nothing if the request may be made.
std::optional<VisitStep::Next> VisitStep::admit() {
  CrawlPolicy& policy = context_.policy;
  if (state_.admitted || !policy.has_prerequisites()) return std::nullopt;
  const web::Url& url = redirects_.step().url;
  // The address comes first, because it decides which host's politeness
  // applies.
  if (!settle(url)) return Next::kPark;
  // Only one visit fetches a prerequisite, with its own slot; the others wait
  // for it.
  if (auto prerequisite = policy.prerequisite(url, candidate_)) {
    return lease_.hold_for(std::move(*prerequisite)) ? Next::kHold
                                                     : Next::kPark;
  }
  state_.count_as_waiting();
  const Permission permission = policy.permission(url, candidate_);
  visit_.robots = permission.objection;
  if (refused(permission)) return Next::kEnd;
  // The Crawl-delay applies before the first request that it concerns.
  if (permission.delay > Duration(0)) lease_.slow_host(permission.delay);
  state_.admitted = true;
  return std::nullopt;
}

bool VisitStep::refused(const Permission& permission) {
  if (permission.refusal) skip(visit_, *permission.refusal);
  if (permission.failure) fail_or_skip(*permission.failure);
  return permission.refusal || permission.failure;
}

// Reports the address of the URL's host to the frontier, so that all names with
// this address are one host to politeness. With a proxy each name stays a host
// of its own, because all requests go to the proxy's address. Returns false if
// the visit was parked, because the address has another host's queue and the
// visit must wait for a slot there.
bool VisitStep::settle(const web::Url& url) {
  if (lease_.address_looked_up()) return true;
  const http::Origin origin = url.origin();
  if (options_.proxies.proxy_for(origin) != nullptr) return true;
  // The lookup takes the URL's own time, as it does without robots.txt.
  const TimePoint asked = Hub::current().now();
  const auto address = context_.fetcher.address_of(
      origin, shorter(options_.request.limits.dns, state_.left));
  state_.spend(Hub::current().now() - asked);
  return lease_.set_address(address ? to_string(*address) : std::string());
}

void VisitStep::build_request() {
  body_.reset(requests_.build(redirects_.step()));
  windows_.set_site(web::registrable_domain(redirects_.step().url.host()));
}

Result<http::Response> VisitStep::exchange() {
  build_request();
  Result<http::Response> response = fetch_in_time();
  // The response to the Range request may not be the missing rest of the body.
  if (body_.wants_anew()) {
    build_request();
    response = fetch_in_time();
  }
  if (!response && response.error().kind != ErrorKind::kTimeout) {
    // A body use aborted the exchange on purpose, so the response is valid: no
    // use needed the body, or one had enough of it.
    if (body_.unread()) response = std::move(*body_.unread());
    if (auto enough = body_.enough()) response = std::move(*enough);
  }
  if (response) {
    learn_from(*response);
    add_figures(*response);
  } else {
    visit_.wire_bytes = body_.wire_bytes();
  }
  lease_.answered(host_answer(response));
  return response;
}

void VisitStep::add_figures(const http::Response& response) {
  add(visit_.timing, response.timing);
  visit_.num_connects += response.reused_connection ? 0 : 1;
  visit_.wire_bytes = response.wire_bytes;
  visit_.header_bytes += response.header_bytes;
  visit_.request_bytes += response.request_bytes;
  visit_.uploaded_bytes += response.uploaded_bytes;
}

Result<http::Response> VisitStep::fetch_in_time() {
  const TimePoint sent = state_.read_at;
  Timeout timeout(state_.left);
  ThrottledSink throttled(body_, context_.bandwidth, timeout, state_.left);
  const bool limited = context_.bandwidth.limited();
  http::BodySink& sink =
      limited ? static_cast<http::BodySink&>(throttled) : body_;
  const auto fetch = [&]() -> Result<http::Response> {
    try {
      return context_.fetcher.fetch(requests_.request(), sink);
    } catch (const TimeoutExpired& expired) {
      if (!timeout.owns(expired)) throw;
      return Error{ErrorKind::kTimeout, "the time for this URL is over"};
    }
  };
  Result<http::Response> response = fetch();
  state_.read_at = Hub::current().now();
  state_.spend(state_.read_at - sent - throttled.waited());
  return response;
}

void VisitStep::learn_from(const http::Response& response) {
  // A robots.txt is fetched without cookies, and must not set any.
  if (candidate_.is_prerequisite()) return;
  learn_hsts(response);
  keep_cookies(response);
}

// Stores the HSTS policy of the response. By RFC 6797, 8.1 only the first
// header counts.
void VisitStep::learn_hsts(const http::Response& response) {
  if (!options_.hsts || !options_.learns_hsts) return;
  const http::Header* const field =
      find_header(response.headers, "Strict-Transport-Security");
  if (field == nullptr) return;
  options_.hsts->learn(redirects_.step().url, field->value, Clock::now());
}

void VisitStep::keep_cookies(const http::Response& response) {
  if (!options_.jar) return;
  for (const http::Header& header : response.headers) {
    if (web::equal_without_case(header.name, "Set-Cookie")) {
      options_.jar->store(redirects_.step().url, header.value, Clock::now());
    }
  }
}

// Returns the time of the next attempt, with the login that the server requires
// or after a temporary failure; nothing when the response is final.
std::optional<TimePoint> VisitStep::time_of_next_attempt(
    const Result<http::Response>& response) {
  if (learns_login(response)) return state_.read_at;
  const std::optional<Duration> delay = delay_before_retry(response);
  if (!delay) return std::nullopt;
  // The delay counts for max_time, so that retries cannot exceed it.
  if (!candidate_.is_prerequisite()) state_.spend(*delay);
  return state_.read_at + *delay;
}

// Returns true if the request must be repeated with the login that the server
// requires.
bool VisitStep::learns_login(const Result<http::Response>& response) {
  const bool learned =
      response && requests_.learn(*response, state_.challenges_met);
  if (learned) ++state_.challenges_met;
  return learned;
}

// Returns the delay before a retry; nothing when the attempt was the last one.
std::optional<Duration> VisitStep::delay_before_retry(
    const Result<http::Response>& response) {
  Attempt attempt = attempt_of(response, Clock::now());
  attempt.number = visit_.num_retries + 1;
  attempt.method = requests_.request().method;
  // A Retry-After applies to the whole host, even if this URL is not retried.
  if (const auto rest = context_.retry.host_rest_after(attempt)) {
    lease_.pause_host(state_.read_at + *rest);
  }
  const bool prerequisite = candidate_.is_prerequisite();
  const RetryPolicy& policy =
      prerequisite ? context_.prerequisite_retry : context_.retry;
  const std::optional<Duration> delay = policy.delay_after(attempt);
  // The delay of a prerequisite is not limited by its max_time: a server may
  // ask for a longer delay, and the visits that wait for the prerequisite wait
  // in any case.
  if (prerequisite) {
    if (!delay || (state_.left && *state_.left <= Duration(0))) return {};
    ++visit_.num_retries;
    return delay;
  }
  // A retry that could not start within max_time is not worth the wait.
  if (!delay || (state_.left && *delay >= *state_.left)) return {};
  // The budget comes last, so that only retries that are made use it up.
  if (!context_.budget.take()) return {};
  ++visit_.num_retries;
  return delay;
}

// Follows the redirect of `response`, if there is one. Returns true if the next
// step is a redirect.
Result<bool> VisitStep::follow(const http::Response& response) {
  if (!follows_redirects(options_, candidate_)) return false;
  const auto location = location_of(response.headers);
  if (!location) return false;
  Hop hop{.url = redirects_.step().url.redacted(),
          .status_code = response.status_code};
  Result<bool> more = redirects_.follow(response.status_code, location);
  if (!more || !*more) return more;
  // Each redirect must be in the scope, as a link must be.
  refusal_ = context_.policy.refuse_hop(redirects_.step().url, candidate_);
  visit_.redirects.push_back(std::move(hop));
  visit_.redirecting = state_.read_at - lease_.since();
  state_.challenges_met = 0;
  // The new URL has its own prerequisites.
  state_.admitted = false;
  return !refusal_;
}

void VisitStep::refuse_redirect(Refusal refusal) {
  if (context_.policy.skips_redirects())
    return skip(visit_, std::move(refusal));
  fail({ErrorKind::kBadRedirect, std::move(refusal.explanation)});
}

void VisitStep::take_response(http::Response&& response) {
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
  visit_.local_ip = std::move(response.local_ip);
  visit_.local_port = response.local_port;
  visit_.tls_verify_result = response.tls_verify_result;
}

void VisitStep::fail(Error error) {
  fail_or_skip(std::move(error));
  if (visit_.outcome != Outcome::kFailed) return;
  visit_.status_code = body_.status_code();
  visit_.http_version = body_.version();
}

void VisitStep::fail_or_skip(Error error) {
  // A prerequisite cannot be skipped: it has no record, and the visits that
  // wait for it need an outcome.
  if (!candidate_.is_prerequisite() && context_.policy.skips(error)) {
    return skip(visit_,
                {SkipReason::kPrivateAddress, std::move(error.message)});
  }
  state_.fail(std::move(error));
}

}  // namespace gfetch::crawl
