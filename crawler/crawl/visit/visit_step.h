#pragma once
/// The part of a visit during one lease. It ends when the visit ends or when
/// the visit must wait in the frontier.
///
///          ┌───────────── next step: a redirect, a retry, a login ──────────┐
///          ▼                                                                │
///   prerequisites ──► request ──► response ──┬─ to be repeated ──────► slot ┤
///     │     │                        │       ├─ redirects ───────────► slot ┘
///     │     └─ robots.txt forbids    │       │                           │
///     │            │                 │       └─ final                    │
///     │            ▼                 ▼             │                     ▼
///     │          kDone             kDone ◄─────────┘                  kParked
///     └─ unknown: kHeld, kParked
///
/// Invariants:
/// - A request is made only with a slot at the host of its URL and after the
///   prerequisites of that URL are met. So each redirect passes the same tests
///   as a new URL.
/// - The time limit of the visit (max_time) runs only during requests and the
///   delays of retries, because other waits are caused by politeness.
/// - All state that survives the lease is in VisitState.

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
  /// Starts or continues the visit of `lease`. Both arguments must outlive this
  /// object.
  VisitStep(VisitContext& context, Lease& lease);

  enum class End {
    kDone,    ///< the visit has ended; take() has its record
    kParked,  ///< the visit waits in the frontier
    kHeld,    ///< as kParked; the lease is now its prerequisite's
  };

  /// Makes the requests of the visit until it ends or must wait. Blocks the
  /// calling fiber until then.
  End run();

  /// Returns the record of a visit that has ended.
  Visit take() && { return std::move(visit_); }

 private:
  /// The action after a step: the next step, a wait, or the end of the visit.
  enum class Next { kStep, kPark, kHold, kEnd };

  Next follow_up(Result<http::Response> response);
  Next step_at(TimePoint time);
  bool reschedule(TimePoint time);
  bool wants_get() const;
  End retry_by_get();
  void finish();

  // Functions for prerequisites.
  std::optional<Next> admit();
  bool settle(const web::Url& url);
  bool refused(const Permission& permission);

  // Functions for an exchange, which is limited by the rest of the visit's
  // time.
  Result<http::Response> exchange();
  void build_request();
  Result<http::Response> fetch_in_time();
  void add_figures(const http::Response& response);

  // Functions that take from a response what matters to other requests.
  void learn_from(const http::Response& response);
  void learn_hsts(const http::Response& response);
  void keep_cookies(const http::Response& response);

  // Functions that decide on the next step after a response.
  std::optional<TimePoint> time_of_next_attempt(
      const Result<http::Response>& response);
  bool learns_login(const Result<http::Response>& response);
  std::optional<Duration> delay_before_retry(
      const Result<http::Response>& response);
  Result<bool> follow(const http::Response& response);
  void refuse_redirect(Refusal refusal);
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
  SiteWindows windows_;  ///< outlives the decoders of body_
  BodyReader body_;
  RequestBuilder requests_;
  std::optional<Refusal> refusal_;  ///< why the next redirect is not followed
};

}  // namespace gfetch::crawl
