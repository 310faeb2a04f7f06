#pragma once
/// Queries the robots.txt cache the way a crawl does: visits to an origin are
/// held until its robots.txt was visited. Only prerequisites are fetched.
///
///   RobotsAsker asker(web);
///   EXPECT_TRUE(asker.ask(url).allowed);

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crawl/frontier/frontier.h"
#include "crawl/list_policy.h"
#include "crawl/policy/follower.h"
#include "crawl/robots/robots_cache.h"
#include "crawl/visit/visitor.h"
#include "gfetch/fiber/event.h"
#include "gfetch/fiber/fiber.h"

namespace gfetch::test {

class RobotsAsker {
 public:
  struct Options {
    crawl::RobotsCacheOptions cache = {};
    crawl::PrerequisiteOptions prerequisites = {};
  };

  RobotsAsker(http::Fetcher& fetcher, Options options)
      : policy_(options.cache),
        frontier_(
            {.politeness = {.host_concurrency = 1000, .adaptive = false}}),
        visitor_(visiting(options.prerequisites), policy_, fetcher,
                 [] { return 1.0; }) {}
  ~RobotsAsker() {
    frontier_.close();
    for (const AnyFiber& worker : workers_) worker.kill();
  }
  RobotsAsker(const RobotsAsker&) = delete;
  RobotsAsker& operator=(const RobotsAsker&) = delete;

  crawl::RobotsCache& cache() { return policy_.cache; }

  /// Returns the answer of the robots.txt for `url`. Only the robots.txt is
  /// fetched, not `url`.
  /// Blocks the calling fiber.
  crawl::RobotsAnswer ask(const web::Url& url) {
    if (workers_.size() < ++asking_) {
      workers_.push_back(spawn([this] { work(); }));
    }
    const std::string id = std::to_string(++asked_);
    crawl::Candidate candidate;
    candidate.url = url;
    candidate.id = id;
    frontier_.offer(std::move(candidate));
    Question& question = policy_.questions[id];
    if (!question.answer) question.answered.wait();
    crawl::RobotsAnswer answer = std::move(*question.answer);
    policy_.questions.erase(id);
    --asking_;
    return answer;
  }

  /// Kills the worker that is fetching. A new worker takes over its work.
  void kill_fetching() {
    policy_.fetching.kill();
    workers_.push_back(spawn([this] { work(); }));
  }

 private:
  struct Question {
    std::optional<crawl::RobotsAnswer> answer;
    Event answered;
  };

  class Policy final : public crawl::CrawlPolicy {
   public:
    explicit Policy(crawl::RobotsCacheOptions options) : cache(options) {}

    std::unique_ptr<crawl::Follower> make_follower(
        crawl::FollowerContext) override {
      return nullptr;
    }
    std::optional<crawl::Refusal> refuse_hop(const web::Url&,
                                             const crawl::Candidate&) override {
      return std::nullopt;
    }
    bool skips_redirects() const override { return false; }
    bool has_prerequisites() const override { return true; }
    std::optional<crawl::Candidate> prerequisite(
        const web::Url& url, const crawl::Candidate& candidate) override {
      if (candidate.is_prerequisite()) return std::nullopt;
      std::optional<web::Url> robots_txt = cache.missing(url);
      if (!robots_txt) return std::nullopt;
      crawl::Candidate made;
      made.url = std::move(*robots_txt);
      made.purpose = crawl::Purpose::kPrerequisite;
      return made;
    }
    Duration take_prerequisite(const crawl::Candidate& prerequisite,
                               const crawl::Visit& visit) override {
      cache.keep(prerequisite.url, visit);
      return Duration(0);
    }
    /// Stores the answer for the URL, and refuses to fetch the URL.
    crawl::Permission permission(const web::Url& url,
                                 const crawl::Candidate& candidate) override {
      if (candidate.is_prerequisite()) {
        fetching = current_fiber();
        return {};
      }
      if (const auto found = questions.find(candidate.id);
          found != questions.end()) {
        found->second.answer = cache.judge(url);
        found->second.answered.set();
      }
      crawl::Permission permission;
      permission.refusal = crawl::Refusal{};
      return permission;
    }
    bool skips(const Error&) const override { return false; }
    bool names_host(const web::Url&, const crawl::Candidate&) const override {
      return true;
    }
    bool names_origin(const crawl::RedirectStep&) const override {
      return true;
    }
    bool exposes(const web::Url&, const crawl::Candidate&) const override {
      return false;
    }

    crawl::RobotsCache cache;
    std::map<std::string, Question> questions;
    AnyFiber fetching;  ///< the last worker that started a prerequisite
  };

  static crawl::VisitorOptions visiting(
      const crawl::PrerequisiteOptions& prerequisites) {
    crawl::VisitorOptions options;
    options.prerequisites = prerequisites;
    options.retry.max_delay = Duration(0);  // retries at once
    return options;
  }

  void work() {
    std::optional<crawl::Lease> lease;
    while ((lease = frontier_.next(std::move(lease)))) {
      const std::optional<crawl::Visit> visit = visitor_.visit(*lease);
      if (!visit) continue;
      if (lease->candidate().is_prerequisite()) {
        policy_.take_prerequisite(lease->candidate(), *visit);
      }
      lease->finish();
    }
  }

  Policy policy_;
  crawl::Frontier frontier_;
  crawl::Visitor visitor_;
  std::vector<AnyFiber> workers_;
  std::size_t asking_ = 0;
  std::size_t asked_ = 0;
};

}  // namespace gfetch::test
