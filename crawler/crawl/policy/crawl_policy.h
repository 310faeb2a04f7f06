#pragma once
/// The policy of a run: the decisions in which a list and a crawl differ. These
/// are the allowed redirects, robots.txt, and the hosts that the user trusts.
/// ListPolicy allows everything; Crawl implements the rules of a crawl.

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

/// The decision of robots.txt on a request.
struct Permission {
  std::optional<Refusal> refusal;  ///< robots.txt forbids the request
  std::optional<Error> failure;    ///< the host is unreachable
  std::string objection;           ///< the rule that forbids it, in report mode
  Duration delay{0};               ///< the Crawl-delay of the host
};

class CrawlPolicy {
 public:
  virtual ~CrawlPolicy() = default;

  /// Creates the follower of a run, which receives its seeds and links. The
  /// policy and all objects in `context` must outlive the follower.
  virtual std::unique_ptr<Follower> make_follower(FollowerContext context) = 0;

  /// Returns the reason for not following a redirect of `candidate` to `url`;
  /// nothing when the redirect is allowed.
  virtual std::optional<Refusal> refuse_hop(const web::Url& url,
                                            const Candidate& candidate) = 0;

  /// Returns true if a visit counts as skipped after a refused redirect;
  /// otherwise it has failed with kBadRedirect.
  virtual bool skips_redirects() const = 0;

  /// Returns true if a host's address and robots.txt must be known before a
  /// request.
  virtual bool has_prerequisites() const = 0;

  /// Returns the prerequisite (a robots.txt) that must be fetched before
  /// permission() can decide on `url` for `candidate`; nothing when there is
  /// none.
  virtual std::optional<Candidate> prerequisite(const web::Url& url,
                                                const Candidate& candidate) = 0;

  /// Takes the result of the visit to a prerequisite. Returns the delay between
  /// two requests that its host asks for.
  virtual Duration take_prerequisite(const Candidate& prerequisite,
                                     const Visit& visit) = 0;

  /// Returns the decision of robots.txt on a request for `url` on behalf of
  /// `candidate`.
  virtual Permission permission(const web::Url& url,
                                const Candidate& candidate) = 0;

  /// Returns true if a visit that ended with `error` counts as skipped instead
  /// of failed.
  virtual bool skips(const Error& error) const = 0;

  /// Returns true if the user named the host of `url`, the URL of a hop of the
  /// visit to `candidate`. Such a host may have a private address.
  virtual bool names_host(const web::Url& url,
                          const Candidate& candidate) const = 0;

  /// Returns true if the user named the origin of the hop `step`. Headers and
  /// logins that the user gave for the run may be sent to it.
  virtual bool names_origin(const RedirectStep& step) const = 0;

  /// Returns true if `url` is an http URL of the visit to `candidate` although
  /// the user named no http URL that leads there: a password that is not part
  /// of the URL would be sent in clear text against the user's will.
  virtual bool exposes(const web::Url& url,
                       const Candidate& candidate) const = 0;
};

}  // namespace gfetch::crawl
