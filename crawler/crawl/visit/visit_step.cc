#include "crawl/visit/visit_step.h"

#include <chrono>
#include <memory>
#include <utility>

#include "crawl/visit/entrance.h"
#include "crawl/visit/response_class.h"
#include "crawl/visit/throttled_sink.h"
#include "crawl/visit/unvisited.h"
#include "gfetch/fiber/hub.h"
#include "web/text/text.h"

namespace gfetch::crawl {
namespace {

using Clock = std::chrono::system_clock;

// The visit that `lease` brings, or a new one.
VisitState& so_far(VisitContext& means, Lease& lease) {
  std::unique_ptr<SavedVisit>& kept = lease.saved_visit();
  if (kept) {
    auto& going_on = static_cast<VisitState&>(*kept);
    going_on.count_as_waiting();
    return going_on;
  }
  means.budget.visited();
  auto begun = std::make_unique<VisitState>(means.options, lease);
  VisitState& fresh = *begun;
  kept = std::move(begun);
  return fresh;
}

BodyReader::Redirects reading_of_redirects(const VisitorOptions& options) {
  return options.follow_redirects ? BodyReader::Redirects::kSkip
                                  : BodyReader::Redirects::kRead;
}

BodyReader::Reading reading(const VisitorOptions& options,
                            const Candidate& candidate) {
  const bool if_wanted =
      candidate.purpose == Purpose::kCheck || options.bodies.links_only;
  return if_wanted ? BodyReader::Reading::kIfWanted
                   : BodyReader::Reading::kAlways;
}

}  // namespace

VisitStep::VisitStep(VisitContext& means, Lease& lease)
    : means_(means),
      options_(means.options),
      lease_(lease),
      candidate_(lease.candidate()),
      so_far_(so_far(means, lease)),
      visit_(so_far_.visit),
      redirects_(so_far_.redirects),
      body_(options_.max_body_bytes, reading_of_redirects(options_),
            reading(options_, candidate_),
            uses_of(options_, candidate_, visit_.method)),
      requests_(options_, means.policy, means.headers, means.logins,
                candidate_) {}

bool VisitStep::run() {
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

// One exchange, and what it leads to.
VisitStep::Step VisitStep::take_step() {
  if (const auto closed = enter()) return *closed;
  Result<http::Response> response = exchange();
  if (const auto time = time_to_ask_again(response)) return go_on(*time);
  if (!response) {
    fail(std::move(response).error());
    return Step::kLast;
  }
  Result<bool> hop = follow(*response);
  if (hop && *hop) return go_on(so_far_.read_at);
  answer(std::move(*response));
  if (!hop) fail(std::move(hop).error());
  if (refusal_) skip(visit_, std::move(*refusal_));
  return Step::kLast;
}

VisitStep::Step VisitStep::go_on(TimePoint time) {
  return take_turn(time) ? Step::kNext : Step::kLater;
}

// Whether the host of the step we are at may be asked now, `time` at the
// earliest.
bool VisitStep::take_turn(TimePoint time) {
  return lease_.reschedule(redirects_.step().url.hostname_for_connect(), time);
}

// Many a server knows no HEAD, or answers it otherwise than GET.
bool VisitStep::wants_to_be_got() const {
  return candidate_.purpose == Purpose::kCheck &&
         redirects_.step().method == "HEAD" && !visit_.ok &&
         visit_.outcome == Outcome::kFailed &&
         (visit_.status_code != 0 || no_response(*visit_.error));
}

bool VisitStep::get_instead() {
  so_far_.restart(options_, candidate_, "GET");
  return take_turn(so_far_.read_at) && run();
}

bool VisitStep::end() {
  const web::Url& asked = redirects_.step().url;
  visit_.final_url = asked == candidate_.url ? visit_.url : asked.redacted();
  body_.record(visit_);
  visit_.timing.total = so_far_.read_at - lease_.since();
  return true;
}

// Nothing: the way to the step that we are at is open.
std::optional<VisitStep::Step> VisitStep::enter() {
  if (so_far_.entered || !means_.policy.has_prerequisites())
    return std::nullopt;
  switch (Entrance(means_, lease_, so_far_).enter()) {
    case Entrance::Way::kOpen:
      so_far_.entered = true;
      return std::nullopt;
    case Entrance::Way::kLater:
      return Step::kLater;
    case Entrance::Way::kClosed:
      return Step::kLast;
  }
  return std::nullopt;
}

Result<http::Response> VisitStep::exchange() {
  Result<http::Response> response = fetch_whole_or_rest();
  if (!response && body_.unread() &&
      response.error().kind != ErrorKind::kTimeout) {
    response = std::move(*body_.unread());
  }
  if (response) {
    learn_from(*response);
    add(visit_.timing, response->timing);
    visit_.num_connects += response->reused_connection ? 0 : 1;
    visit_.wire_bytes = response->wire_bytes;
    visit_.header_bytes += response->header_bytes;
    visit_.request_bytes += response->request_bytes;
    visit_.uploaded_bytes += response->uploaded_bytes;
  } else {
    visit_.wire_bytes = body_.wire_bytes();
  }
  lease_.answered(host_answer(response));
  return response;
}

// The rest of a body that was begun before, if that can be had.
Result<http::Response> VisitStep::fetch_whole_or_rest() {
  build_request();
  Result<http::Response> response = fetch_in_time();
  if (!body_.wants_anew()) return response;
  build_request();
  return fetch_in_time();
}

Result<http::Response> VisitStep::fetch_in_time() {
  const TimePoint sent = so_far_.read_at;
  Timeout timeout(so_far_.left);
  ThrottledSink throttled(body_, means_.bandwidth, timeout, so_far_.left);
  const bool limited = means_.bandwidth.limited();
  http::BodySink& sink =
      limited ? static_cast<http::BodySink&>(throttled) : body_;
  Result<http::Response> response = fetch_before(timeout, sink);
  so_far_.read_at = Hub::current().now();
  so_far_.spend(so_far_.read_at - sent - throttled.waited());
  return response;
}

Result<http::Response> VisitStep::fetch_before(const Timeout& timeout,
                                               http::BodySink& sink) {
  try {
    return means_.fetcher.fetch(requests_.request(), sink);
  } catch (const TimeoutExpired& expired) {
    if (!timeout.owns(expired)) throw;
  }
  return Error{ErrorKind::kTimeout, "the time for this URL is over"};
}

void VisitStep::learn_from(const http::Response& response) {
  learn_hsts(response);
  keep_cookies(response);
}

// Only the first field counts.
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

// With the login that the server wants, or after a failure that may pass.
std::optional<TimePoint> VisitStep::time_to_ask_again(
    const Result<http::Response>& response) {
  if (logs_in_anew(response)) return so_far_.read_at;
  const std::optional<Duration> delay = delay_before_retry(response);
  if (!delay) return std::nullopt;
  so_far_.spend(*delay);
  return so_far_.read_at + *delay;
}

// Whether the server is to be asked once more, with the login as it wants.
bool VisitStep::logs_in_anew(const Result<http::Response>& response) {
  const bool learned =
      response && requests_.learn(*response, so_far_.challenges_met);
  if (learned) ++so_far_.challenges_met;
  return learned;
}

// How long to wait before it is tried again; nothing: it was the last word.
std::optional<Duration> VisitStep::delay_before_retry(
    const Result<http::Response>& response) {
  Attempt attempt = attempt_of(response, Clock::now());
  attempt.number = visit_.num_retries + 1;
  attempt.method = requests_.request().method;
  if (const auto rest = means_.retry.host_rest_after(attempt)) {
    lease_.pause_host(so_far_.read_at + *rest);
  }
  const std::optional<Duration> delay = means_.retry.delay_after(attempt);
  if (!delay || (so_far_.left && *delay >= *so_far_.left)) return {};
  if (!means_.budget.take()) return {};
  ++visit_.num_retries;
  return delay;
}

// True: what is to be asked is now the next hop.
Result<bool> VisitStep::follow(const http::Response& response) {
  if (!options_.follow_redirects) return false;
  const auto location = location_of(response.headers);
  if (!location) return false;
  Hop hop{.url = redirects_.step().url.redacted(),
          .status_code = response.status_code};
  Result<bool> more = redirects_.follow(response.status_code, location);
  if (!more || !*more) return more;
  refusal_ = means_.policy.refuse_hop(redirects_.step().url, candidate_);
  visit_.redirects.push_back(std::move(hop));
  visit_.redirecting = so_far_.read_at - lease_.since();
  so_far_.challenges_met = 0;
  so_far_.entered = false;
  return !refusal_;
}

void VisitStep::answer(http::Response&& response) {
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
  so_far_.fail(means_.policy, std::move(error));
  if (visit_.outcome != Outcome::kFailed) return;
  visit_.status_code = body_.status_code();
  visit_.http_version = body_.version();
}

}  // namespace gfetch::crawl
