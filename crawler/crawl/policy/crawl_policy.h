#pragma once
/// The decisions in which a list and a crawl differ: what a run asks for, where
/// its redirects may lead, what robots.txt says, whom the user trusts. Visitor
/// asks; ListPolicy allows all, Crawl has the rules of a crawl.

#include <memory>
#include <optional>
#include <string>

#include "crawl/policy/redirect.h"
#include "crawl/scope/skip_reason.h"
#include "crawl/seed/candidate.h"
#include "gfetch/crawl/visit.h"
#include "gfetch/fiber/clock.h"
#include "gfetch/net/error.h"
#include "gfetch/web/url.h"

namespace gfetch::crawl {

class Follower;
struct FollowerContext;

/// What robots.txt says to a request.
struct Permission {
  std::optional<Refusal> refusal;  ///< the request must not be made
  std::optional<Error> failure;    ///< it cannot be made: the host is down
  std::string objection;  ///< a sentence, if it should not have been made
  Duration delay{0};      ///< between two requests, that the host asks for
};

class CrawlPolicy {
 public:
  virtual ~CrawlPolicy() = default;

  /// Makes the follower of a run, which takes its seeds and links. The policy
  /// and all that `context` refers to outlive it.
  virtual std::unique_ptr<Follower> make_follower(FollowerContext context) = 0;

  /// The reason why a redirect of `candidate` must not be followed to `url`, or
  /// nothing.
  virtual std::optional<Refusal> refuse_hop(const web::Url& url,
                                            const Candidate& candidate) = 0;

  /// True if the address and the robots.txt of a host are to be known before a
  /// request is made.
  virtual bool has_prerequisites() const = 0;

  /// The prerequisite that must be done before permission() knows about `url`
  /// and `candidate`; nothing if it knows.
  virtual std::optional<Candidate> prerequisite(const web::Url& url,
                                                const Candidate& candidate) = 0;

  /// Takes the result of the visit to a prerequisite. Gives the delay between
  /// two requests that its host asks for.
  virtual Duration take_prerequisite(const Candidate& prerequisite,
                                     const Visit& visit) = 0;

  /// What robots.txt says to a request for `url` on behalf of `candidate`.
  virtual Permission permission(const web::Url& url,
                                const Candidate& candidate) = 0;

  /// True if a visit that ended with `error` is skipped, not failed.
  virtual bool skips(const Error& error) const = 0;

  /// True if the user named the host of `url`, a step of the visit to
  /// `candidate`: the host may be a private one.
  virtual bool names_host(const web::Url& url,
                          const Candidate& candidate) const = 0;

  /// True if the user named the origin of `step`: headers and logins that were
  /// given for the run may go there.
  virtual bool names_origin(const RedirectStep& step) const = 0;
};

}  // namespace gfetch::crawl
