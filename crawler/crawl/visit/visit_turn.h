#pragma once
/// A visit from the time that it has a place at a host to the time that it
/// waits for another, or ends.

#include <optional>

#include "crawl/frontier/frontier.h"
#include "crawl/step_gate.h"
#include "crawl/visit/body_reader.h"
#include "crawl/visit/request_maker.h"
#include "crawl/visit/visit_means.h"
#include "crawl/visit/visit_under_way.h"
#include "gfetch/crawl/redirect.h"
#include "gfetch/crawl/visit.h"
#include "gfetch/fiber/timeout.h"
#include "gfetch/http/http.h"

namespace gfetch::crawl {

class VisitTurn {
 public:
  /// Goes on with the visit that `lease` brings, or begins one. Both outlive
  /// this.
  VisitTurn(VisitMeans& means, Lease& lease);

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
  void aim() { body_.reset(requests_.aim(redirects_.step())); }
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

  VisitMeans& means_;
  const VisitorOptions& options_;
  Lease& lease_;
  const Candidate& candidate_;
  VisitUnderWay& so_far_;
  Visit& visit_;
  Redirects& redirects_;
  BodyReader body_;
  RequestMaker requests_;
  std::optional<Refusal> refusal_;  ///< of the hop that the answer leads to
};

}  // namespace gfetch::crawl
