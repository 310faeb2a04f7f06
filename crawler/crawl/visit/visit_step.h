#pragma once
/// A visit from the lease of a slot to the end of the lease: the visit ends, or
/// waits in the frontier.
///
///          ┌──────────────── next step: a hop, a retry, a login ────────────┐
///          ▼                                                                │
///   prerequisites ──► request ──► response ──┬─ must be asked again ──► slot ┤
///     │     │                        │       ├─ redirects ────────────► slot ┘
///     │     └─ robots.txt forbids    │       │                           │
///     │            │                 │       └─ final                    │
///     │            ▼                 ▼             │                     ▼
///     │          kDone             kDone ◄─────────┘                  kParked
///     └─ unknown: kHeld, kParked
///
/// Invariants:
/// - A request is made only with a slot at the host of its URL, and once the
///   prerequisites of that URL are met: each hop passes what a new URL passes.
/// - The clock of the visit (max_time) runs only during requests and the delays
///   of retries: waiting is our own politeness.
/// - All that outlives a lease is in VisitState.

#include <optional>

#include "crawl/frontier/frontier.h"
#include "crawl/policy/crawl_policy.h"
#include "crawl/policy/redirect.h"
#include "crawl/visit/body_reader.h"
#include "crawl/visit/request_builder.h"
#include "crawl/visit/visit_context.h"
#include "crawl/visit/visit_state.h"
#include "gfetch/crawl/visit.h"
#include "gfetch/fiber/timeout.h"
#include "gfetch/http/http.h"

namespace gfetch::crawl {

class VisitStep {
 public:
  /// Goes on with the visit of `lease`, or begins it. Both outlive this.
  VisitStep(VisitContext& context, Lease& lease);

  enum class End {
    kDone,    ///< take() has the record
    kParked,  ///< the visit waits in the frontier
    kHeld,    ///< so it does, and the lease is one of a prerequisite now
  };

  /// Blocks the calling fiber.
  End run();

  /// The record of a visit that is done.
  Visit take() && { return std::move(visit_); }

 private:
  /// What follows a step.
  enum class Next { kStep, kPark, kHold, kEnd };

  Next take_step();
  Next follow_up(Result<http::Response> response);
  Next step_at(TimePoint time);
  bool reschedule(TimePoint time);
  bool wants_get() const;
  End retry_by_get();
  void finish();

  // Prerequisites.
  std::optional<Next> admit();
  bool settle(const web::Url& url);
  bool refused(const Permission& permission);

  // The exchange, within what is left of the time.
  Result<http::Response> exchange();
  Result<http::Response> fetch_whole_or_rest();
  void build_request() { body_.reset(requests_.build(redirects_.step())); }
  Result<http::Response> fetch_in_time();
  Result<http::Response> fetch_before(const Timeout& timeout,
                                      http::BodySink& sink);

  // What the response says about other requests.
  void learn_from(const http::Response& response);
  void learn_hsts(const http::Response& response);
  void keep_cookies(const http::Response& response);

  // What the response leads to.
  std::optional<TimePoint> time_of_next_attempt(
      const Result<http::Response>& response);
  bool learns_login(const Result<http::Response>& response);
  std::optional<Duration> delay_before_retry(
      const Result<http::Response>& response);
  Result<bool> follow(const http::Response& response);
  void take_response(http::Response&& response);
  void fail(Error error);
  void fail_or_skip(Error error);

  VisitContext& context_;
  const VisitorOptions& options_;
  Lease& lease_;
  const Candidate& candidate_;
  VisitState& state_;
  Visit& visit_;
  Redirects& redirects_;
  BodyReader body_;
  RequestBuilder requests_;
  std::optional<Refusal> refusal_;  ///< of the hop that the response leads to
};

}  // namespace gfetch::crawl
