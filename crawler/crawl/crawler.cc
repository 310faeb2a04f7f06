// A run has three kinds of fibers, which share the frontier:
//
//   reader:   SeedReader ──► Follower::take_seed ──► Frontier
//   workers:  Frontier::next ──► Visitor::visit ──► record ──► Follower::follow
//                ▲                                                   │
//                └──────────────── end of the lease ◄────────────────┘
//   recorder: after an early end, records all remaining URLs as unfinished
//
// The states of a run:
//
//   running ──► the frontier is empty ──────────► complete
//      │
//      │ stop(), deadline, failure limit, output error
//      ▼
//   ended early: visits are killed, workers end ──► the rest is recorded
//      │                                                   │
//      │ a second stop()                                   ▼
//      └────────────────► ended at once ──────────► the output is finished
//
// Invariants:
// - Each input is recorded exactly once, unless the output fails or stop() is
//   called twice.
// - A lease is finished only after its record was written (a prerequisite has
//   none). A lease that ends unfinished returns its candidate to the frontier,
//   so that it is visited or recorded later.
// - The links of a page are followed before its lease ends, so an empty
//   frontier means the end of the run.
#include "crawl/crawler.h"

#include <algorithm>
#include <exception>
#include <unordered_map>
#include <utility>

#include "crawl/frontier/link_list.h"
#include "crawl/policy/follower.h"
#include "crawl/visit/unvisited.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/pool.h"
#include "gfetch/fiber/timeout.h"

namespace gfetch::crawl {

/// Registers the visit of the current fiber during its scope, so that stop()
/// can kill it.
struct InFlight : Linked<InFlight> {
  InFlight(LinkList<InFlight>& visits, const Lease& leased)
      : lease(leased), fiber(current_fiber()) {
    visits.push_back(*this);
  }
  ~InFlight() { unlink(); }
  InFlight(const InFlight&) = delete;
  InFlight& operator=(const InFlight&) = delete;

  const Lease& lease;
  AnyFiber fiber;
};

namespace {

// The number of seeds to read before the fiber yields to other fibers.
constexpr int kSeedsAtOnce = 64;

// The last worker waits this long, and this often, for free file descriptors.
constexpr Duration kDescriptorWait = std::chrono::milliseconds(100);
constexpr int kDescriptorWaits = 50;

// The time limit for writing the buffered records after a second stop().
constexpr Duration kLastWrite = std::chrono::milliseconds(100);

}  // namespace

class Crawler::Core {
 public:
  Core(CrawlerOptions options, SeedReader& seeds, Frontier& frontier,
       Visitor& visitor, Reporter& reporter)
      : options_(std::move(options)),
        seeds_(seeds),
        frontier_(frontier),
        visitor_(visitor),
        reporter_(reporter),
        workers_(std::max<std::size_t>(1, options_.workers)),
        running_(workers_.limit()) {
    follower_ = visitor_.policy().make_follower(
        {.frontier = frontier_,
         .method = options_.method,
         .inputs = result_.counters.inputs,
         .record = [this](const Visit& visit) { return record(visit); }});
  }

  RunResult run() {
    began_ = Hub::current().now();
    times_ = Hub::current().times();
    if (options_.deadline) {
      deadline_.add(spawn_later(*options_.deadline,
                                [this] { end_early(RunEnd::kDeadline); }));
    }
    reader_ = helpers_.spawn([this] { read_seeds(); });
    for (std::size_t i = 0; i < workers_.limit(); ++i) {
      workers_.spawn([this] { work(); });
    }
    workers_.join_or_throw();
    helpers_.join_or_throw();
    // The seed reader may have failed before the group was joined.
    if (const auto bug = reader_.exception()) std::rethrow_exception(bug);
    finishing_ = true;
    // After an early end every remaining URL still gets a record.
    if (ended_early_ && !at_once_) {
      helpers_.spawn([this] { record_rest(); });
      helpers_.join_or_throw();
    }
    follower_->record_skipped();
    finish_output();
    deadline_.kill();
    take_input_error();
    count_unrecorded();
    result_.wall = Hub::current().now() - began_;
    result_.times = Hub::current().times() - times_;
    result_.retries_refused = visitor_.retries_refused();
    result_.throttled = frontier_.throttled();
    return result_;
  }

  void stop(RunEnd reason) {
    // A first stop() still records the remaining URLs; a second one does not.
    if (!ended_early_) return end_early(reason);
    at_once_ = true;
    workers_.kill(std::make_exception_ptr(FiberExit{}), KillMode::kLater);
    helpers_.kill(std::make_exception_ptr(FiberExit{}), KillMode::kLater);
  }

  RunStatus status(std::size_t rows) const {
    RunStatus status;
    status.counters = result_.counters;
    status.wall = Hub::current().now() - began_;
    if (status.wall > Duration(0)) {
      status.per_second =
          static_cast<double>(status.counters.done()) / seconds(status.wall);
    }
    status.seeds_finished = seeds_finished_;
    status.workers = running_;
    status.frontier = frontier_.status(rows);
    list_in_flight(rows, status.in_flight);
    return status;
  }

 private:
  void read_seeds() {
    const SeedsFinished finished{*this};
    for (int count = 1; std::optional<Seed> seed = next_seed(); ++count) {
      ++result_.counters.inputs;
      if (!take(std::move(*seed)) || ended_early_) return;
      if (count % kSeedsAtOnce == 0) yield();
    }
    follower_->seeds_finished();
  }

  // Reads the next seed. The reader may be killed only while it waits for
  // input: at any other time it holds a seed that must not be lost.
  std::optional<Seed> next_seed() {
    reader_may_be_killed_ = true;
    std::optional<Seed> seed = seeds_.next();
    reader_may_be_killed_ = false;
    return seed;
  }

  // Passes a seed on. Returns false when no more seeds are accepted.
  bool take(Seed seed) {
    auto* candidate = std::get_if<Candidate>(&seed);
    if (candidate == nullptr) return record(visit_of(std::get<BadLine>(seed)));
    return follower_->take_seed(std::move(*candidate));
  }

  void work() {
    int waits = 0;
    std::optional<Lease> lease;
    while ((lease = frontier_.next(std::move(lease)))) {
      const std::optional<Visit> visit = this->visit(*lease);
      if (!visit) continue;  // the visit waits in the frontier
      if (const auto failure = visitor_.saving_failure()) {
        // The unfinished lease returns its candidate.
        return fail_saving(*failure);
      }
      // A lack of file descriptors is no fault of the URL: fewer workers need
      // fewer descriptors, so this worker ends, and another one repeats the
      // visit.
      if (out_of_descriptors(*visit) && waits < kDescriptorWaits) {
        if (give_way()) return;  // the unfinished lease is for another worker
        ++waits;
        // The last worker cannot end, so it waits for free descriptors.
        sleep_for(kDescriptorWait);
        continue;
      }
      waits = 0;
      if (lease->candidate().is_prerequisite()) {
        take_prerequisite(*visit, *lease);
        continue;
      }
      // A visit without a record leaves its lease unfinished.
      if (!record(*visit)) continue;
      lease->finish();
      follower_->follow(*visit, lease->candidate());
    }
  }

  // Passes the result of a prerequisite to the policy. It is no input and gets
  // no record.
  void take_prerequisite(const Visit& visit, Lease& lease) {
    const Duration delay =
        visitor_.policy().take_prerequisite(lease.candidate(), visit);
    if (delay > Duration(0)) lease.slow_host(delay);
    lease.finish();
  }

  std::optional<Visit> visit(Lease& lease) {
    const InFlight in_flight(in_flight_, lease);
    return visitor_.visit(lease);
  }

  static bool out_of_descriptors(const Visit& visit) {
    return visit.error && visit.error->out_of_descriptors();
  }

  // Reduces the number of workers, to free file descriptors. Returns true if
  // the calling worker must end; the last worker must not.
  bool give_way() {
    if (!std::exchange(warned_, true) && options_.warn) {
      options_.warn(
          "out of file descriptors: going on with fewer URLs at a time");
    }
    if (running_ == 1) return false;
    --running_;
    return true;
  }

  // Writes the record of `visit`. Returns true if it was written.
  bool record(const Visit& visit) {
    if (output_failed_) return false;
    const Result<void, save::WriteError> written = reporter_.report(visit);
    if (!written) {
      fail_output(written.error());
      return false;
    }
    result_.counters.count(visit);
    if (visit.outcome == Outcome::kFailed) judge();
    return true;
  }

  void judge() {
    const Counters& counters = result_.counters;
    // With --fail-early, the first failed URL ends the run.
    if (options_.fail_early) {
      end_early(RunEnd::kFailEarly);
    } else if (options_.max_failures.exceeded(counters.failed,
                                              counters.done())) {
      end_early(RunEnd::kMaxFailures);
    }
  }

  void fail_output(const save::WriteError& error) {
    output_failed_ = true;
    result_.end = end_of(error);
    result_.message = error.message;
    end_early(result_.end);
  }

  // Ends the run because a body could not be saved. The remaining records can
  // still be written.
  void fail_saving(const save::WriteError& error) {
    if (result_.message.empty()) result_.message = error.message;
    end_early(RunEnd::kOutputFailed);
  }

  void end_early(RunEnd reason) {
    // A reader of the output that is stuck must not keep the run alive.
    reporter_.hurry();
    // All visits have ended, and only the output is left to finish.
    if (finishing_) return;
    // The first reason for the end is the one that is reported.
    if (std::exchange(ended_early_, true)) return;
    result_.end = reason;
    frontier_.close();
    in_flight_.for_each(
        [](const InFlight& visit) { visit.fiber.kill(KillMode::kLater); });
    if (reader_may_be_killed_) reader_.kill(KillMode::kLater);
  }

  // Records all URLs that were not finished.
  void record_rest() {
    follower_->record_unfinished();
    if (!record_rest_of_frontier()) return;
    // The rest of a pipe or terminal is not read: it may never end.
    seeds_.finite_only();
    for (int count = 1; record_next_unread(); ++count) {
      if (count % kSeedsAtOnce == 0) yield();
    }
  }

  // Returns false if the output failed.
  bool record_rest_of_frontier() {
    for (int count = 1; auto candidate = frontier_.drain(); ++count) {
      if (!record(unfinished_visit(*candidate, options_.method))) return false;
      if (count % kSeedsAtOnce == 0) yield();
    }
    return true;
  }

  // Records the next seed that was not read, or all that are left of a large
  // pattern. Returns false if there is none, or the output failed.
  bool record_next_unread() {
    if (auto rest = seeds_.drop_large_rest()) {
      result_.counters.inputs += rest->urls;
      return record_unfinished(rest->next, rest->urls);
    }
    const std::optional<Seed> seed = seeds_.next();
    if (!seed) return false;
    ++result_.counters.inputs;
    return record_unfinished(*seed);
  }

  // Writes the record of a seed that was not begun. With `urls` above 1 it
  // stands for that many URLs of a pattern.
  bool record_unfinished(const Seed& seed, std::uint64_t urls = 1) {
    const auto* candidate = std::get_if<Candidate>(&seed);
    Visit visit = candidate != nullptr
                      ? unfinished_visit(*candidate, options_.method)
                      : visit_of(std::get<BadLine>(seed));
    if (urls > 1) visit.explanation = unfinished_pattern(urls);
    return record(visit);
  }

  void finish_output() {
    std::optional<Duration> limit;
    // After a second stop() a slow reader of the output must not delay the end.
    if (at_once_) limit = kLastWrite;
    const auto finished =
        with_timeout(limit, [this] { return reporter_.finish(); });
    if (finished && !*finished && !output_failed_) {
      fail_output(finished->error());
    }
  }

  void take_input_error() {
    // An input error is reported only for a run that has not ended early for
    // another reason.
    if (!seeds_.error() || result_.end != RunEnd::kComplete) return;
    result_.end = RunEnd::kInputFailed;
    result_.message = seeds_.error()->message;
  }

  // Counts every input without a record as unfinished.
  void count_unrecorded() {
    Counters& counters = result_.counters;
    counters.unfinished = counters.inputs - counters.done();
  }

  void list_in_flight(std::size_t rows,
                      std::vector<InFlightStatus>& list) const {
    std::unordered_map<std::string, std::string> waits;
    for (FiberInfo& fiber : Hub::current().fibers()) {
      waits.emplace(std::move(fiber.name), std::move(fiber.waits_for));
    }
    in_flight_.for_each([&](const InFlight& visit) {
      if (list.size() == rows) return;
      list.push_back({visit.lease.candidate().url.redacted(),
                      Hub::current().now() - visit.lease.since(),
                      waits[visit.fiber.name()]});
    });
  }

  struct SeedsFinished {
    Core& core;
    ~SeedsFinished() {
      core.seeds_finished_ = true;
      core.frontier_.seeds_finished();
    }
  };

  CrawlerOptions options_;
  SeedReader& seeds_;
  Frontier& frontier_;
  Visitor& visitor_;
  Reporter& reporter_;

  RunResult result_;
  TimePoint began_{};
  HubTimes times_;  ///< the hub's times at the beginning
  LinkList<InFlight> in_flight_;
  std::unique_ptr<Follower> follower_;
  AnyFiber reader_;
  bool reader_may_be_killed_ = false;
  bool seeds_finished_ = false;
  bool ended_early_ = false;
  bool finishing_ = false;  ///< every visit and every helper has ended
  bool at_once_ = false;
  bool output_failed_ = false;
  bool warned_ = false;

  // Declared last, because the fibers use the other members.
  Pool workers_;
  Group helpers_;  // the seed reader, then the recorder
  Group deadline_;
  std::size_t running_;
};

Crawler::Crawler(CrawlerOptions options, SeedReader& seeds, Frontier& frontier,
                 Visitor& visitor, Reporter& reporter)
    : core_(std::make_unique<Core>(std::move(options), seeds, frontier, visitor,
                                   reporter)) {}

Crawler::~Crawler() = default;

RunResult Crawler::run() {
  return core_->run();
}

void Crawler::stop(RunEnd reason) {
  core_->stop(reason);
}

RunStatus Crawler::status(std::size_t rows) const {
  return core_->status(rows);
}

}  // namespace gfetch::crawl
