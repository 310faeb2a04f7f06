#include "crawl/frontier/frontier.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/pool.h"

namespace gfetch::crawl {
namespace {

using namespace std::chrono_literals;

Candidate candidate(const std::string& url) {
  Candidate made;
  made.url = *web::parse_http_url(url);
  return made;
}

std::string host_of(const std::string& url) {
  return std::string(web::parse_http_url(url)->host());
}

class FrontierTest : public testing::Test {
 protected:
  void make(FrontierOptions options = {}) { frontier_.emplace(options); }

  void offer(const std::vector<std::string>& urls) {
    for (const std::string& url : urls) {
      EXPECT_TRUE(frontier_->offer(candidate(url)));
    }
  }

  // Offers `count` URLs of `host`: http://host/0, http://host/1 and so on.
  void offer(const std::string& host, int count) {
    for (int i = 0; i < count; ++i) {
      offer({"http://" + host + '/' + std::to_string(i)});
    }
  }

  // Runs a worker that needs `time` for each URL and logs the start of each.
  void work(Duration time, bool answers = true) {
    while (auto lease = frontier_->next()) {
      const std::string host(lease->candidate().url.host());
      order_.push_back(lease->candidate().url.href());
      starts_[host].push_back(hub_.now());
      most_[host] = std::max(most_[host], ++in_flight_[host]);
      sleep_for(slow_.contains(host) ? slow_time_ : time);
      --in_flight_[host];
      const bool came = answers && !dead_.contains(host);
      lease->answered({.kind = came ? HostAnswer::Kind::kServed
                                    : HostAnswer::Kind::kUnreached});
      lease->finish();
    }
  }

  void run_workers(std::size_t count, Duration time) {
    frontier_->seeds_finished();
    Pool workers(count);
    for (std::size_t i = 0; i < count; ++i) {
      workers.spawn([this, time] { work(time); });
    }
    workers.join_or_throw();
  }

  Hub hub_{{.clock = ClockKind::kVirtual}};
  std::optional<Frontier> frontier_;
  std::vector<std::string> order_;
  std::map<std::string, std::vector<TimePoint>> starts_;
  std::map<std::string, int> in_flight_;
  std::map<std::string, int> most_;
  std::set<std::string> slow_;
  Duration slow_time_ = 1h;
  std::set<std::string> dead_;
};

TEST_F(FrontierTest, EndsWhenNothingIsLeft) {
  make();
  frontier_->seeds_finished();
  EXPECT_FALSE(frontier_->next());
}

TEST_F(FrontierTest, EndsForAllWorkersOnceTheLastLeaseEnds) {
  make();
  offer({"http://a/"});
  frontier_->seeds_finished();
  std::optional<Lease> lease = frontier_->next();
  ASSERT_TRUE(lease);
  auto other = spawn([this] { return frontier_->next().has_value(); });
  yield();
  EXPECT_FALSE(other.ready());
  lease->finish();
  lease.reset();
  EXPECT_FALSE(other.get());
}

TEST_F(FrontierTest, TakesACandidateBackWhoseLeaseWasNotFinished) {
  make();
  offer({"http://a/1", "http://a/2"});
  { const auto lease = frontier_->next(); }
  EXPECT_EQ(frontier_->next()->candidate().url.href(), "http://a/1");
  EXPECT_EQ(frontier_->status(0).queued, 2U);
}

TEST_F(FrontierTest, GivesEachCandidateOnce) {
  make();
  for (int i = 0; i < 50; ++i) offer("h" + std::to_string(i), 40);
  run_workers(16, 1ms);
  EXPECT_EQ(order_.size(), 2000U);
  EXPECT_EQ(std::set<std::string>(order_.begin(), order_.end()).size(), 2000U);
}

TEST_F(FrontierTest, HoldsTheDelayExactly) {
  make({.politeness = {.delay = 3s}});
  offer("a", 10);
  run_workers(4, 1s);
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_EQ(starts_["a"][i].time_since_epoch(), i * 3s);
  }
}

TEST_F(FrontierTest, HoldsTheRateOfAHostAndUsesItUp) {
  make({.politeness = {.host_rate = Rate{60, 1min}}});
  offer("a", 100);
  offer("b", 100);
  run_workers(12, 5s);
  for (const char* host : {"a", "b"}) {
    const std::vector<TimePoint>& starts = starts_[host];
    for (std::size_t i = 2; i < starts.size(); ++i) {
      EXPECT_EQ(starts[i] - starts[i - 1], 1s) << host << i;
    }
  }
}

TEST_F(FrontierTest, HoldsTheRateOfTheRun) {
  make({.politeness = {.rate = Rate{10, 1s}}});
  for (int i = 0; i < 20; ++i) offer("h" + std::to_string(i), 5);
  run_workers(64, 10ms);
  EXPECT_GE(hub_.now().time_since_epoch(), 9890ms);
  EXPECT_LE(hub_.now().time_since_epoch(), 9920ms);
}

TEST_F(FrontierTest, HoldsTheConcurrencyOfAHost) {
  make({.politeness = {.host_concurrency = 3}});
  offer("a", 30);
  offer("b", 2);
  run_workers(64, 1s);
  EXPECT_EQ(most_["a"], 3);
  EXPECT_EQ(most_["b"], 2);
  EXPECT_EQ(hub_.now().time_since_epoch(), 10s);
}

TEST_F(FrontierTest, CountsAHostsPortsAsOneHost) {
  make({.politeness = {.host_concurrency = 1}});
  offer({"http://a:81/", "http://a:82/", "https://a/"});
  run_workers(8, 1s);
  EXPECT_EQ(most_["a"], 1);
}

TEST_F(FrontierTest, LetsNoSlowHostHoldUpOthers) {
  slow_ = {"slow"};
  make({.politeness = {.host_concurrency = 2}});
  offer("slow", 100);
  offer("fast", 100);
  frontier_->seeds_finished();
  Pool workers(4);
  for (int i = 0; i < 4; ++i) workers.spawn([this] { work(10ms); });
  EXPECT_FALSE(workers.join(1s));
  EXPECT_EQ(starts_["fast"].size(), 100U);
  EXPECT_EQ(most_["slow"], 2);
}

TEST_F(FrontierTest, LetsNoDelayedHostHoldUpOthers) {
  make({.politeness = {.delay = 1s}});
  offer("a", 5);
  for (int i = 0; i < 50; ++i) offer("h" + std::to_string(i), 1);
  run_workers(1, 1ms);
  EXPECT_EQ(hub_.now().time_since_epoch(), 4001ms);
}

TEST_F(FrontierTest, UsesWarmConnectionsUp) {
  make();
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < 20; ++i) {
      offer({"http://h" + std::to_string(i) + '/' + std::to_string(round)});
    }
  }
  run_workers(4, 1ms);
  // Each of the four workers fetches all URLs of one host before the next host.
  for (std::size_t group = 0; group < 5; ++group) {
    std::set<std::string> hosts;
    for (std::size_t i = 0; i < 20; ++i) {
      hosts.insert(host_of(order_[group * 20 + i]));
    }
    EXPECT_EQ(hosts.size(), 4U) << "group " << group;
  }
}

TEST_F(FrontierTest, SpreadsWorkersOverHostsFirst) {
  make();
  offer("a", 10);
  offer("b", 10);
  frontier_->seeds_finished();
  std::vector<Lease> leases;
  for (int i = 0; i < 4; ++i) leases.push_back(std::move(*frontier_->next()));
  std::map<std::string_view, int> hosts;
  for (const Lease& lease : leases) ++hosts[lease.candidate().url.host()];
  EXPECT_EQ(hosts["a"], 2);
  EXPECT_EQ(hosts["b"], 2);
}

TEST_F(FrontierTest, StarvesNoHost) {
  make();
  for (int i = 0; i < 10; ++i) offer("h" + std::to_string(i), 1000);
  run_workers(2, 1ms);
  // Every host gets its first leases before any host gets its third batch of
  // warm leases.
  std::map<std::string, int> had;
  for (std::size_t i = 0; i < 10 * 2 * 64; ++i) ++had[host_of(order_[i])];
  EXPECT_EQ(had.size(), 10U);
}

TEST_F(FrontierTest, LetsDeadHostsTakeOnlyTheirShare) {
  make();
  slow_time_ = 10s;
  offer("good", 5000);
  for (int i = 0; i < 200; ++i) {
    const std::string host = "dead" + std::to_string(i);
    offer(host, 5);
    slow_.insert(host);
    dead_.insert(host);
  }
  frontier_->seeds_finished();
  Pool workers(8);
  for (int i = 0; i < 8; ++i) workers.spawn([this] { work(10ms); });
  // At first all workers may try unreachable hosts; after that, seven are left
  // for the good host.
  EXPECT_FALSE(workers.join(10s + 8s));
  EXPECT_EQ(starts_["good"].size(), 5000U);
}

TEST_F(FrontierTest, MakesTheSeedReaderWaitWhileItIsFull) {
  make({.max_candidates = 100});
  auto reader = spawn([this] { offer("a", 1000); });
  yield();
  EXPECT_FALSE(reader.ready());
  EXPECT_EQ(frontier_->status(0).queued, 100U);
  std::size_t most = 0;
  for (int i = 0; i < 1000; ++i) {
    frontier_->next()->finish();
    yield();
    most = std::max(most, frontier_->status(0).queued);
  }
  EXPECT_TRUE(reader.ready());
  EXPECT_EQ(most, 100U);
}

TEST_F(FrontierTest, IsFullByBytesToo) {
  make({.max_bytes = 100'000});
  const std::string long_path(10'000, 'x');
  auto reader = spawn([&] {
    while (frontier_->offer(candidate("http://a/" + long_path))) {
    }
  });
  yield();
  EXPECT_FALSE(reader.ready());
  EXPECT_EQ(frontier_->status(0).queued, 10U);
  frontier_->close();
  reader.join();
}

TEST_F(FrontierTest, KeepsTheOrderWithRoomForOne) {
  make({.max_candidates = 1});
  std::vector<std::string> urls;
  for (int i = 0; i < 100; ++i) {
    urls.push_back("http://h" + std::to_string(i % 7) + '/' +
                   std::to_string(i));
  }
  auto reader = spawn([&] {
    offer(urls);
    frontier_->seeds_finished();
  });
  work(1ms);
  EXPECT_EQ(order_, urls);
}

TEST_F(FrontierTest, GivesNothingAnyMoreOnceClosed) {
  make({.max_candidates = 4});
  auto idle = spawn([this] { return frontier_->next().has_value(); });
  yield();
  offer("a", 3);
  EXPECT_TRUE(idle.get());
  std::optional<Lease> lease = frontier_->next();
  auto reader = spawn([this] {
    return frontier_->offer(candidate("http://b/")) &&
           frontier_->offer(candidate("http://b/2"));
  });
  yield();
  frontier_->close();
  EXPECT_FALSE(reader.get());
  EXPECT_FALSE(frontier_->next());
  lease.reset();
  std::set<std::string> rest;
  while (const auto left = frontier_->drain()) {
    EXPECT_TRUE(rest.insert(left->url.href()).second);
  }
  EXPECT_EQ(rest.size(), 5U);
}

TEST_F(FrontierTest, LosesNothingWhenAWaitingWorkerIsKilled) {
  make();
  auto worker = spawn([this] { frontier_->next()->finish(); });
  yield();
  worker.kill(KillMode::kLater);
  offer({"http://a/"});  // leased to the waiting worker, which is killed first
  worker.join();
  const auto lease = frontier_->next();
  EXPECT_EQ(lease->candidate().url.href(), "http://a/");
}

TEST_F(FrontierTest, LeavesAnsweringHostsTheWorkersTheyCanUse) {
  make();
  slow_time_ = 10s;
  dead_ = {"dead"};
  offer("good", 1000);
  offer("dead", 1);
  frontier_->next()->answered({});  // the host now counts as responding
  for (int i = 0; i < 100; ++i) {
    const std::string host = "dead" + std::to_string(i);
    offer(host, 1);
    slow_.insert(host);
    dead_.insert(host);
  }
  frontier_->seeds_finished();
  Pool workers(40);
  for (int i = 0; i < 40; ++i) workers.spawn([this] { work(10ms); });
  EXPECT_FALSE(workers.join(5s));
  // The good host can use eight workers, its limit. More workers would be of no
  // use to it.
  EXPECT_EQ(starts_["good"].size(), 1000U);
  EXPECT_EQ(order_.size(), 1000U + 1 + 40);
}

TEST_F(FrontierTest, GivesAHopItsTurn) {
  make({.politeness = {.delay = 1s}});
  offer("a", 1);
  offer("b", 2);
  std::optional<Lease> hopping = frontier_->next();
  frontier_->next()->finish();
  EXPECT_FALSE(hopping->reschedule("b"));
  // The visit that was redirected comes before the queued URLs of the host.
  hopping = frontier_->next(std::move(hopping));
  EXPECT_EQ(hopping->candidate().url.host(), "a");
  EXPECT_EQ(hub_.now().time_since_epoch(), 1s);
  frontier_->next()->finish();
  EXPECT_EQ(hub_.now().time_since_epoch(), 2s);
}

TEST_F(FrontierTest, LetsAHopGoOnAtOnceWhereItMay) {
  make();
  offer("a", 1);
  std::optional<Lease> lease = frontier_->next();
  EXPECT_TRUE(lease->reschedule("b"));
  EXPECT_TRUE(lease->reschedule("b"));
  lease->finish();
}

TEST_F(FrontierTest, GivesAHopToTheSameHostItsTurnToo) {
  make({.politeness = {.host_concurrency = 1, .delay = 1s}});
  offer("a", 1);
  std::optional<Lease> lease = frontier_->next();
  EXPECT_FALSE(lease->reschedule("a"));
  lease = frontier_->next(std::move(lease));
  EXPECT_EQ(hub_.now().time_since_epoch(), 1s);
}

TEST_F(FrontierTest, LetsHopsPassEachOther) {
  make({.politeness = {.host_concurrency = 1}});
  offer({"http://a/", "http://b/"});
  frontier_->seeds_finished();
  const auto hop = [this](const char* target) {
    std::optional<Lease> lease = frontier_->next();
    yield();
    while (!lease->reschedule(target)) {
      lease = frontier_->next(std::move(lease));
      if (lease->candidate().url.host() != target) break;
    }
    lease->finish();
  };
  auto one = spawn(hop, "b");
  auto other = spawn(hop, "a");
  one.join();
  other.join();
  EXPECT_FALSE(frontier_->next());
}

TEST_F(FrontierTest, KeepsWhatAVisitHasComeToWhileItWaits) {
  make();
  offer("a", 1);
  frontier_->seeds_finished();
  std::optional<Lease> lease = frontier_->next();
  EXPECT_FALSE(lease->saved_visit());
  lease->saved_visit() = std::make_unique<SavedVisit>();
  const SavedVisit* so_far = lease->saved_visit().get();
  EXPECT_FALSE(lease->reschedule("b", hub_.now() + 5s));
  sleep_for(1s);
  lease = frontier_->next(std::move(lease));
  EXPECT_EQ(hub_.now().time_since_epoch(), 5s);
  EXPECT_EQ(lease->since().time_since_epoch(), 0s);
  EXPECT_EQ(lease->saved_visit().get(), so_far);
  lease->finish();
  EXPECT_FALSE(frontier_->next(std::move(lease)));
}

TEST_F(FrontierTest, ForgetsWhatAVisitHasComeToWhenItIsDropped) {
  make();
  offer("a", 1);
  std::optional<Lease> lease = frontier_->next();
  lease->saved_visit() = std::make_unique<SavedVisit>();
  EXPECT_TRUE(lease->reschedule("b"));
  sleep_for(1s);
  lease = frontier_->next(std::move(lease));
  EXPECT_FALSE(lease->saved_visit());
  EXPECT_EQ(lease->since().time_since_epoch(), 1s);
  EXPECT_EQ(frontier_->status(0).queued, 0U);
}

TEST_F(FrontierTest, LetsOthersWorkWhileAVisitWaits) {
  make();
  offer({"http://a/1", "http://b/1", "http://c/1"});
  frontier_->seeds_finished();
  std::optional<Lease> lease = frontier_->next();
  lease->reschedule("a", hub_.now() + 1h);
  for (const char* host : {"b", "c"}) {
    lease = frontier_->next(std::move(lease));
    EXPECT_EQ(lease->candidate().url.host(), host);
    EXPECT_EQ(frontier_->status(0).waiting, 1U);
    lease->finish();
  }
  EXPECT_EQ(hub_.now().time_since_epoch(), 0s);
  lease = frontier_->next(std::move(lease));
  EXPECT_EQ(lease->candidate().url.href(), "http://a/1");
  EXPECT_EQ(hub_.now().time_since_epoch(), 1h);
}

TEST_F(FrontierTest, WakesManyInTheOrderOfTheirTimes) {
  make();
  offer("a", 50);
  frontier_->seeds_finished();
  std::optional<Lease> lease;
  for (int i = 0; i < 50; ++i) {
    lease = frontier_->next(std::move(lease));
    EXPECT_FALSE(lease->reschedule("a", hub_.now() + i * 7919 % 50 * 1s + 1s));
  }
  for (int i = 1; i <= 50; ++i) {
    lease = frontier_->next(std::move(lease));
    EXPECT_EQ(hub_.now().time_since_epoch(), i * 1s);
    lease->finish();
  }
  EXPECT_FALSE(frontier_->next(std::move(lease)));
}

TEST_F(FrontierTest, KeepsOrderWithRoomForOneThroughAWait) {
  make({.max_candidates = 1});
  auto reader = spawn([this] {
    offer({"http://a/", "http://b/"});
    frontier_->seeds_finished();
  });
  std::optional<Lease> lease = frontier_->next();
  lease->reschedule("a", hub_.now() + 1min);
  lease = frontier_->next(std::move(lease));
  EXPECT_EQ(lease->candidate().url.host(), "a");
  EXPECT_EQ(hub_.now().time_since_epoch(), 1min);
  lease->finish();
  lease = frontier_->next(std::move(lease));
  EXPECT_EQ(lease->candidate().url.host(), "b");
}

TEST_F(FrontierTest, GivesWaitingVisitsBackOnceClosed) {
  make({.politeness = {.host_concurrency = 1}});
  offer({"http://a/", "http://b/", "http://c/"});
  std::optional<Lease> a = frontier_->next();
  std::optional<Lease> b = frontier_->next();
  std::optional<Lease> c = frontier_->next();
  EXPECT_FALSE(a->reschedule("d", hub_.now() + 1h));
  EXPECT_FALSE(b->reschedule("c"));
  frontier_->close();
  a.reset();
  b.reset();
  c.reset();
  std::set<std::string> rest;
  while (const auto left = frontier_->drain()) {
    EXPECT_TRUE(rest.insert(left->url.href()).second);
  }
  EXPECT_EQ(rest.size(), 3U);
}

TEST_F(FrontierTest, AsksAHostByFewerThatTurnsRequestsAway) {
  make();
  offer("a", 20);
  std::vector<Lease> leases;
  for (int i = 0; i < 8; ++i) leases.push_back(std::move(*frontier_->next()));
  sleep_for(1s);
  for (Lease& lease : leases) {
    lease.answered({.kind = HostAnswer::Kind::kTurnedAway});
    lease.finish();
  }
  leases.clear();
  EXPECT_EQ(frontier_->status(1).largest[0].limit, 4);
  const std::vector<ThrottledHost> throttled = frontier_->throttled();
  ASSERT_EQ(throttled.size(), 1U);
  EXPECT_EQ(throttled[0].host, "a");
  EXPECT_EQ(throttled[0].times, 1U);
  EXPECT_EQ(throttled[0].lowest, 4);
  EXPECT_EQ(throttled[0].limit, 4);
}

TEST_F(FrontierTest, TellsOfNoHostThatNeverAnsweredAsEased) {
  make();
  offer("dead", 3);
  frontier_->next()->answered({.kind = HostAnswer::Kind::kSilent});
  EXPECT_TRUE(frontier_->throttled().empty());
}

TEST_F(FrontierTest, PausesAHost) {
  make();
  offer("a", 2);
  offer("b", 1);
  std::optional<Lease> lease = frontier_->next();
  lease->pause_host(hub_.now() + 30s);
  lease->finish();
  lease.reset();
  const std::optional<Lease> other = frontier_->next();
  EXPECT_EQ(other->candidate().url.host(), "b");
  EXPECT_EQ(frontier_->status(1).largest.at(0).ready_in, 30s);
  EXPECT_EQ(frontier_->next()->candidate().url.host(), "a");
  EXPECT_EQ(hub_.now().time_since_epoch(), 30s);
}

TEST_F(FrontierTest, ListsItsLargestHosts) {
  make();
  offer("a", 1);
  offer("b", 3);
  offer("c", 2);
  const FrontierStatus status = frontier_->status(2);
  EXPECT_EQ(status.queued, 6U);
  EXPECT_EQ(status.hosts, 3U);
  ASSERT_EQ(status.largest.size(), 2U);
  EXPECT_EQ(status.largest[0].host, "b");
  EXPECT_EQ(status.largest[0].queued, 3U);
  EXPECT_EQ(status.largest[1].host, "c");
}

TEST_F(FrontierTest, ForgetsHostsThatAreDone) {
  make();
  for (int i = 0; i < 20'000; ++i) {
    offer({"http://h" + std::to_string(i) + '/'});
    frontier_->next()->finish();
  }
  EXPECT_LT(frontier_->status(0).hosts, 5000U);
}

// Tests of a crawl: links are added without waiting and leased level by level.

Candidate found(const std::string& url, int depth) {
  Candidate made = candidate(url);
  made.depth = depth;
  made.purpose = Purpose::kPage;
  return made;
}

TEST_F(FrontierTest, TakesEachKeyOnce) {
  make();
  EXPECT_TRUE(frontier_->add_link("a", found("http://a/", 1)));
  EXPECT_FALSE(frontier_->add_link("a", found("http://a/#x", 1)));
  EXPECT_TRUE(frontier_->seen("a"));
  EXPECT_FALSE(frontier_->seen("b"));
  EXPECT_TRUE(frontier_->mark_seen("b"));
  EXPECT_FALSE(frontier_->mark_seen("b"));
  EXPECT_FALSE(frontier_->add_link("b", found("http://b/", 1)));
  EXPECT_EQ(frontier_->status(0).queued, 1U);
}

TEST_F(FrontierTest, HasRoomForWhatIsFoundWhenItIsFull) {
  make({.max_candidates = 1});
  offer({"http://a/"});
  for (int i = 0; i < 100; ++i) {
    const std::string url = "http://a/" + std::to_string(i);
    EXPECT_TRUE(frontier_->add_link(url, found(url, 1)));
  }
  run_workers(1, 1ms);
  EXPECT_EQ(order_.size(), 101U);
}

TEST_F(FrontierTest, X09_LinksKeepNoSeedWaiting) {
  make({.max_candidates = 2});
  for (int i = 0; i < 9; ++i) {
    const std::string url = "http://a/" + std::to_string(i);
    EXPECT_TRUE(frontier_->add_link(url, found(url, 1)));
  }
  const std::size_t bytes = frontier_->link_bytes();
  EXPECT_GT(bytes, 9 * sizeof(Candidate));
  EXPECT_TRUE(frontier_->offer(candidate("http://b/1"))) << "at once";
  EXPECT_TRUE(frontier_->offer(candidate("http://b/2")));
  auto third =
      spawn([this] { return frontier_->offer(candidate("http://b/3")); });
  yield();
  EXPECT_FALSE(third.ready()) << "seeds wait for seeds";
  frontier_->seeds_finished();
  while (frontier_->status(0).queued > 0) {
    frontier_->next()->finish();
    yield();
  }
  EXPECT_TRUE(third.get());
  EXPECT_EQ(frontier_->link_bytes(), 0U);
}

TEST_F(FrontierTest, LeasesTheShallowestFirst) {
  make({.politeness = {.host_concurrency = 1}});
  frontier_->add_link("3", found("http://a/3", 3));
  frontier_->add_link("1", found("http://a/1", 1));
  frontier_->add_link("2", found("http://a/2", 2));
  frontier_->add_link("1b", found("http://a/1b", 1));
  run_workers(1, 1ms);
  EXPECT_EQ(order_, (std::vector<std::string>{"http://a/1", "http://a/1b",
                                              "http://a/2", "http://a/3"}));
}

// While a page may still add links of a lower depth, no deeper URL of the host
// is leased. Other hosts and URLs without links are not delayed.
TEST_F(FrontierTest, LeasesLevelByLevel) {
  make();
  frontier_->add_link("1", found("http://a/1", 1));
  frontier_->add_link("2", found("http://a/2", 2));
  frontier_->add_link("b", found("http://b/", 2));
  std::optional<Lease> first = frontier_->next();
  ASSERT_EQ(first->candidate().url.href(), "http://a/1");
  std::optional<Lease> other = frontier_->next();
  ASSERT_EQ(other->candidate().url.href(), "http://b/");
  auto deeper = spawn([this] {
    const auto lease = frontier_->next();
    return lease->candidate().url.href();
  });
  sleep_for(1h);
  EXPECT_FALSE(deeper.ready());
  frontier_->add_link("1b", found("http://a/1b", 1));
  EXPECT_EQ(deeper.get(), "http://a/1b");
}

TEST_F(FrontierTest, HoldsTheDelayThatAHostAskedFor) {
  make({.politeness = {.delay = 1s}});
  offer("a", 4);
  frontier_->seeds_finished();
  std::vector<TimePoint> starts;
  while (auto lease = frontier_->next()) {
    starts.push_back(hub_.now());
    lease->slow_host(5s);
    lease->finish();
  }
  ASSERT_EQ(starts.size(), 4U);
  for (std::size_t i = 1; i < 4; ++i) {
    EXPECT_EQ(starts[i] - starts[i - 1], 5s) << i;
  }
}

TEST_F(FrontierTest, T58_TreatsHostsOfOneAddressAsOne) {
  make({.politeness = {.host_concurrency = 1}});
  for (int i = 0; i < 20; ++i) offer("h" + std::to_string(i), 5);
  offer("elsewhere", 5);
  frontier_->seeds_finished();
  int at_once = 0;
  int done = 0;
  Pool workers(16);
  for (int i = 0; i < 16; ++i) {
    workers.spawn([&] {
      while (auto lease = frontier_->next()) {
        const bool apart = lease->candidate().url.host() == "elsewhere";
        if (!lease->set_address(apart ? "192.0.2.2" : "192.0.2.1")) continue;
        at_once += apart ? 0 : 1;
        EXPECT_LE(at_once, 1);
        sleep_for(1s);
        at_once -= apart ? 0 : 1;
        ++done;
        lease->finish();
      }
    });
  }
  workers.join_or_throw();
  EXPECT_EQ(done, 105);
}

// Tests of prerequisites: visits wait until their prerequisite is done.

Candidate robots_txt(const std::string& host) {
  Candidate made = candidate("http://" + host + "/robots.txt");
  made.purpose = Purpose::kPrerequisite;
  return made;
}

TEST_F(FrontierTest, HandsTheSlotToAPrerequisiteAndHoldsTheVisit) {
  make({.politeness = {.delay = 1s}});
  offer("a", 2);
  frontier_->seeds_finished();
  std::optional<Lease> lease = frontier_->next();
  EXPECT_TRUE(lease->hold_for(robots_txt("a")));
  EXPECT_TRUE(lease->candidate().is_prerequisite());
  EXPECT_EQ(frontier_->status(0).waiting, 1U);
  EXPECT_EQ(hub_.now().time_since_epoch(), 0s);
  std::optional<Lease> other = frontier_->next();
  EXPECT_FALSE(other->hold_for(robots_txt("a")));
  other.reset();
  EXPECT_EQ(frontier_->status(0).waiting, 2U);
  lease->finish();
  for (const char* url : {"http://a/0", "http://a/1"}) {
    lease = frontier_->next(std::move(lease));
    EXPECT_EQ(lease->candidate().url.href(), url);
    lease->finish();
  }
  EXPECT_FALSE(frontier_->next(std::move(lease)));
}

TEST_F(FrontierTest, FetchesAPrerequisiteAgainWhoseLeaseWasNotFinished) {
  make();
  offer("a", 1);
  frontier_->seeds_finished();
  std::optional<Lease> lease = frontier_->next();
  EXPECT_TRUE(lease->hold_for(robots_txt("a")));
  lease.reset();
  lease = frontier_->next();
  EXPECT_TRUE(lease->candidate().is_prerequisite());
  lease->finish();
  lease = frontier_->next(std::move(lease));
  EXPECT_EQ(lease->candidate().url.href(), "http://a/0");
}

TEST_F(FrontierTest, DrainsHeldVisitsButNoPrerequisites) {
  make();
  offer("a", 2);
  std::optional<Lease> lease = frontier_->next();
  std::optional<Lease> other = frontier_->next();
  EXPECT_TRUE(lease->hold_for(robots_txt("a")));
  EXPECT_FALSE(other->hold_for(robots_txt("a")));
  frontier_->close();
  lease.reset();
  other.reset();
  std::set<std::string> rest;
  while (const auto left = frontier_->drain()) rest.insert(left->url.href());
  EXPECT_EQ(rest, (std::set<std::string>{"http://a/0", "http://a/1"}));
}

}  // namespace
}  // namespace gfetch::crawl
