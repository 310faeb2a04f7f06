#pragma once
/// Who has a say in the steps of a crawl's visits: what a page led to, and each
/// hop of a redirect, pass the same gate. The seam between Visitor, which asks,
/// and Crawl, which knows the rules.

#include <optional>
#include <string>

#include "crawl/robots/robots_cache.h"
#include "crawl/scope/skip_reason.h"
#include "gfetch/crawl/candidate.h"
#include "gfetch/fiber/clock.h"
#include "gfetch/web/url.h"

namespace gfetch::crawl {

/// Why a step is not taken.
struct Refusal {
  SkipReason reason = SkipReason::kOutOfScope;
  std::string explanation;  ///< a sentence; may be empty
};

/// What robots.txt says to a step.
struct Permission {
  std::optional<Refusal> refusal;  ///< it must not be taken
  std::optional<Error> failure;    ///< nor can it: the host does not answer
  std::string objection;  ///< a sentence: it should not have been taken
  Duration delay{0};      ///< between two requests, that the host asks for
};

class StepGate {
 public:
  virtual ~StepGate() = default;

  /// Whether a redirect of `candidate` may not be followed to `url`.
  /// Never blocks.
  virtual std::optional<Refusal> refuse_hop(const web::Url& url,
                                            const Candidate& candidate) = 0;

  /// The request for robots.txt that has to be made before the host of `url`
  /// has its say about `candidate`. Nothing: all is known.
  /// Never blocks.
  virtual std::optional<RobotsTurn> robots_turn(const web::Url& url,
                                                const Candidate& candidate) = 0;

  /// Makes that request, in a turn of its host, and gives what came; nothing:
  /// another visit made it.
  /// Blocks the calling fiber.
  virtual std::optional<Result<http::Response>> fetch_robots(
      const web::Url& url) = 0;

  /// What the host of `url` says to its being fetched for `candidate`.
  /// Never blocks.
  virtual Permission ask_robots(const web::Url& url,
                                const Candidate& candidate) = 0;

  /// Whether the user named the host of `url`: it may be a private one.
  /// Never blocks.
  virtual bool names_host(const web::Url& url) const = 0;

  /// Whether the user named the origin of `url`: headers and logins that were
  /// given for the run may go there.
  /// Never blocks.
  virtual bool names_origin(const web::Url& url) const = 0;
};

}  // namespace gfetch::crawl
