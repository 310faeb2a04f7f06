#pragma once
/// The policy of a list: every URL is fetched, and redirects may lead anywhere
/// but to the port of another protocol.
/// The user named each URL, so robots.txt is not checked. Headers and logins
/// given for a URL are sent to the origin of that URL only.

#include "crawl/policy/crawl_policy.h"

namespace gfetch::crawl {

class ListPolicy final : public CrawlPolicy {
 public:
  std::unique_ptr<Follower> make_follower(FollowerContext context) override;
  std::optional<Refusal> refuse_hop(const web::Url& url,
                                    const Candidate& candidate) override;
  bool skips_redirects() const override { return false; }
  bool has_prerequisites() const override { return false; }
  std::optional<Candidate> prerequisite(const web::Url& url,
                                        const Candidate& candidate) override;
  Duration take_prerequisite(const Candidate& prerequisite,
                             const Visit& visit) override;
  Permission permission(const web::Url& url,
                        const Candidate& candidate) override;
  bool skips(const Error& error) const override;
  bool names_host(const web::Url& url,
                  const Candidate& candidate) const override;
  bool names_origin(const RedirectStep& step) const override;
  bool exposes(const web::Url& url, const Candidate& candidate) const override;
};

}  // namespace gfetch::crawl
