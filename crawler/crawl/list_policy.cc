#include "crawl/list_policy.h"

#include <utility>

#include "crawl/policy/follower.h"
#include "web/url/bad_port.h"

namespace gfetch::crawl {
namespace {

/// The follower of a list: offers each seed to the frontier at once and follows
/// no links.
class ListFollower final : public Follower {
 public:
  explicit ListFollower(Frontier& frontier) : frontier_(frontier) {}

  bool take_seed(Candidate&& seed) override {
    return frontier_.offer(std::move(seed));
  }
  void seeds_finished() override {}
  void follow(const Visit&, const Candidate&) override {}
  void record_unfinished() override {}
  void record_skipped() override {}

 private:
  Frontier& frontier_;
};

}  // namespace

std::unique_ptr<Follower> ListPolicy::make_follower(FollowerContext context) {
  return std::make_unique<ListFollower>(context.frontier);
}

// By the Fetch Standard, "port blocking": a line of a stranger must not make
// commands for a mail server of the user's network by way of a redirect.
std::optional<Refusal> ListPolicy::refuse_hop(const web::Url& url,
                                              const Candidate& candidate) {
  const bool written = url.host() == candidate.url.host() &&
                       url.effective_port() == candidate.url.effective_port();
  if (written || !web::has_bad_port(url)) return std::nullopt;
  return Refusal{SkipReason::kBadPort, "it was redirected to " +
                                           url.redacted() + "; " +
                                           std::string(web::kBadPortSentence)};
}

std::optional<Candidate> ListPolicy::prerequisite(const web::Url&,
                                                  const Candidate&) {
  return std::nullopt;
}

Duration ListPolicy::take_prerequisite(const Candidate&, const Visit&) {
  return Duration(0);
}

Permission ListPolicy::permission(const web::Url&, const Candidate&) {
  return {};
}

// Returns false: the user named the URL, so every error is a failure.
bool ListPolicy::skips(const Error&) const {
  return false;
}

bool ListPolicy::names_host(const web::Url& url,
                            const Candidate& candidate) const {
  return url.host() == candidate.url.host();
}

bool ListPolicy::exposes(const web::Url& url,
                         const Candidate& candidate) const {
  // Another line may have named the host by https only.
  const bool named =
      candidate.url.scheme() == "http" && candidate.url.host() == url.host();
  return url.scheme() == "http" && !named;
}

bool ListPolicy::names_origin(const RedirectStep& step) const {
  return step.same_origin;
}

}  // namespace gfetch::crawl
