#pragma once
/// A visit from the time that it has a place at a host to the time that it
/// waits for another, or ends.

#include <optional>

#include "crawl/visit/body_reader.h"
#include "crawl/visit/request_builder.h"
#include "crawl/visit/visit_context.h"
#include "crawl/visit/visit_state.h"
#include "gfetch/crawl/crawl_policy.h"
#include "gfetch/crawl/frontier.h"
#include "gfetch/crawl/redirect.h"
#include "gfetch/crawl/visit.h"
#include "gfetch/fiber/timeout.h"
#include "gfetch/http/http.h"

namespace gfetch::crawl {

class VisitStep {
 public:
  /// Goes on with the visit that `lease` brings, or begins one. Both outlive
  /// this.
  VisitStep(VisitContext& means, Lease& lease);

  /// False: the visit waits for another turn.
  /// Blocks the calling fiber.
  bool run();

  /// The record of a visit that has ended.
  Visit take() && { return std::move(visit_); }

 private:
  // What comes after a step.
  enum class Step { kNext, kLater, kLast };

  Step take_step();
  std::optional<Step> enter();
  Step go_on(TimePoint time);
  bool take_turn(TimePoint time);
  bool wants_to_be_got() const;
  bool get_instead();
  bool end();

  // The exchange, within what is left of the time.
  Result<http::Response> exchange();
  Result<http::Response> fetch_whole_or_rest();
  void build_request() { body_.reset(requests_.build(redirects_.step())); }
  Result<http::Response> fetch_in_time();
  Result<http::Response> fetch_before(const Timeout& timeout,
                                      http::BodySink& sink);

  // What the answer says of other requests than this one.
  void learn_from(const http::Response& response);
  void learn_hsts(const http::Response& response);
  void keep_cookies(const http::Response& response);

  // What it leads to.
  std::optional<TimePoint> time_to_ask_again(
      const Result<http::Response>& response);
  bool logs_in_anew(const Result<http::Response>& response);
  std::optional<Duration> delay_before_retry(
      const Result<http::Response>& response);
  Result<bool> follow(const http::Response& response);
  void answer(http::Response&& response);
  void fail(Error error);

  VisitContext& means_;
  const VisitorOptions& options_;
  Lease& lease_;
  const Candidate& candidate_;
  VisitState& so_far_;
  Visit& visit_;
  Redirects& redirects_;
  BodyReader body_;
  RequestBuilder requests_;
  std::optional<Refusal> refusal_;  ///< of the hop that the answer leads to
};

}  // namespace gfetch::crawl
