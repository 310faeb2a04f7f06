#pragma once
/// The frontier: the URLs that are left to fetch, and the decision which URL is
/// next. Callers add candidates and receive leases, one at a time, when
/// politeness allows a request.
///
///   frontier.offer(std::move(candidate));   // the seed reader
///   frontier.seeds_finished();
///
///   std::optional<Lease> lease;             // a worker
///   while ((lease = frontier.next(std::move(lease)))) {
///     fetch(lease->candidate());
///     lease->finish();     // the record is written
///   }
///
/// A visit that must wait (for the time of a retry, or for the host of a
/// redirect) waits in the frontier without a worker: see Lease::reschedule().
///
/// The links of a page are added before the lease of the page ends:
///
///   if (frontier.add_link(key, std::move(link))) ++links;
///
/// The candidates of a host are leased in the order of their depth. In a crawl,
/// a candidate is leased only after all visits to the host with a smaller depth
/// have ended. So each page is visited at its true depth, however slow another
/// page is.
///
/// The run has ended when no candidate is queued, none is leased and the seeds
/// have finished. next() then returns nothing to every worker.
///
/// docs/frontier.md describes the whole design.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawl/frontier/politeness.h"
#include "crawl/seed/candidate.h"
#include "gfetch/crawl/run.h"
#include "gfetch/fiber/clock.h"

namespace gfetch::crawl {

class Entry;
class Frontier;
class FrontierStore;
class HostQueue;

/// The state of a visit that waits in the frontier. A visitor derives its own
/// class from this one.
struct SavedVisit {
  SavedVisit() = default;
  SavedVisit(const SavedVisit&) = delete;
  SavedVisit& operator=(const SavedVisit&) = delete;
  virtual ~SavedVisit() = default;
};

/// The right of one fiber to fetch one candidate now, with one slot for
/// requests at a host. Both end with the lease. If the candidate was not
/// finished, it is queued again.
class Lease {
 public:
  Lease(Frontier& frontier, Entry& entry)
      : frontier_(&frontier), entry_(&entry) {}
  Lease(Lease&& other) noexcept
      : frontier_(other.frontier_),
        entry_(std::exchange(other.entry_, nullptr)),
        finished_(other.finished_) {}
  Lease& operator=(Lease&& other) noexcept {
    std::swap(frontier_, other.frontier_);
    std::swap(entry_, other.entry_);
    std::swap(finished_, other.finished_);
    return *this;
  }
  ~Lease();

  const Candidate& candidate() const;

  /// Returns the start of the visit, which is the time of its first lease.
  TimePoint since() const;

  /// The state that the visitor saved; null at the start of a visit. The state
  /// is discarded when a lease ends unfinished, unless reschedule() parked the
  /// visit.
  std::unique_ptr<SavedVisit>& saved_visit();

  /// Exchanges the slot at the current host for a slot at `host` (a name
  /// without port, or the current host), no earlier than `time`. So redirects
  /// and retries obey politeness like new URLs. Returns true if the lease has
  /// the slot. Returns false if the visit was parked: the caller must then end
  /// this lease unfinished, and next() returns another lease when the visit can
  /// continue. So no visit waits with a slot or a worker.
  bool reschedule(std::string_view host, TimePoint time = {});

  /// Records how the current host handled the request. A host that responded
  /// has a warm connection and is preferred. Hosts without responses get only a
  /// limited share of the workers. An overloaded host gets fewer concurrent
  /// requests.
  void answered(const HostAnswer& answer);

  /// Blocks all new requests to the current host before `until`.
  void pause_host(TimePoint until);

  /// Sets the minimum delay between two requests to the current host, as its
  /// robots.txt demands.
  void slow_host(Duration delay);

  /// Returns true if set_address() was called for the current host.
  bool address_looked_up() const;

  /// Records that the current host has the IP address `address`; an empty one
  /// after a lookup that failed, so that it is not repeated. All hosts with
  /// one address are one host to politeness, with one queue. Returns true if
  /// the lease still has its slot. Returns false if the visit was parked, as by
  /// reschedule().
  bool set_address(std::string_view address);

  /// Holds the visit until `prerequisite`, a URL of the current host, is done.
  /// The prerequisite is fetched once, whatever the number of visits that wait
  /// for it. Returns true if no visit fetches it yet: this lease then becomes
  /// the lease of the prerequisite and keeps its slot. Returns false if the
  /// visit waits, as after reschedule().
  bool hold_for(Candidate&& prerequisite);

  /// Records that the candidate's record has been written.
  void finish() { finished_ = true; }

 private:
  friend class Frontier;
  Frontier* frontier_;
  Entry* entry_;
  bool finished_ = false;
};

struct FrontierOptions {
  PolitenessOptions politeness = {};

  /// The capacity in offered candidates, each counted from its offer to its
  /// end. The seed reader waits while the capacity is used up. Links are not
  /// counted (see CrawlRules::max_queued). With a capacity of 1,
  /// candidates are fetched one at a time in the order of their offers.
  std::size_t max_candidates = 65'536;
  std::size_t max_bytes = std::size_t{64} * 1024 * 1024;
};

class Frontier {
 public:
  /// Creates a frontier that stores its candidates in memory.
  explicit Frontier(const FrontierOptions& options = {});

  /// Creates a frontier that stores its candidates in `store`.
  Frontier(const FrontierOptions& options,
           std::unique_ptr<FrontierStore> store);
  ~Frontier();
  Frontier(const Frontier&) = delete;
  Frontier& operator=(const Frontier&) = delete;

  /// Adds `candidate`, whose depth is 0. Returns false if the frontier is
  /// closed and accepts no further candidate; this candidate is kept for
  /// drain(). Blocks the calling fiber while the frontier is full. Workers must
  /// not call this, because they would wait for themselves.
  bool offer(Candidate&& candidate);

  /// Marks `key` as seen and, unless it was seen before, adds the link
  /// `candidate`, whose depth is above 0, in one atomic step. Returns true if
  /// the link was added. A link is added even if the frontier is full.
  bool add_link(std::string_view key, Candidate&& candidate);

  /// Returns true if `key` was seen before.
  bool seen(std::string_view key) const;

  /// Marks `key` as seen. Returns true if it was not seen before.
  bool mark_seen(std::string_view key);

  /// Records that no further candidate will be offered.
  void seeds_finished();

  /// Ends the lease `done` and returns the next lease whose host allows a
  /// request; nothing at the end of the run or after close(). A worker that
  /// returns a lease is served before the workers that wait, because its slot
  /// is free and its caches are warm. Blocks the calling fiber until there is a
  /// lease or the run ends.
  std::optional<Lease> next(std::optional<Lease> done = std::nullopt);

  /// Stops the leasing. Queued candidates stay in the frontier for drain().
  void close();

  /// Removes and returns a queued candidate without regard to politeness,
  /// because it will not be fetched. Returns nothing when no candidate is left.
  std::optional<Candidate> drain();

  /// The number of candidates that wait, those that wait for a prerequisite
  /// included.
  std::size_t waiting() const noexcept { return queued_ + held_; }

  /// The memory of the links that are not done, in bytes.
  std::size_t link_bytes() const noexcept { return link_bytes_; }

  /// Returns the frontier's state, with at most `hosts` hosts.
  FrontierStatus status(std::size_t hosts) const;

  /// Returns the throttled hosts, most often throttled first, up to the number
  /// that a summary lists.
  std::vector<ThrottledHost> throttled() const;

 private:
  friend class Lease;
  struct Parts;  // hidden, so that users need not include its headers
  struct IdleWorker;
  struct GiveBack;

  bool at_end() const;
  std::size_t workers() const;

  HostQueue& home_of(const Candidate& candidate);
  void announce(HostQueue& home, int depth);
  void refill(HostQueue& host);
  void queued(const HostQueue& home);
  Candidate take_out(HostQueue& host);

  Entry* next_entry();
  Entry* lease_next(TimePoint now, std::size_t workers);
  bool reschedule(Entry& entry, std::string_view host, TimePoint time);
  bool set_address(Entry& entry, std::string_view address);
  Entry* hold_for(Entry& entry, Candidate&& prerequisite);
  void hold(Entry& entry, Entry& prerequisite);
  void resume_held(Entry& prerequisite);
  void release(Entry& entry, bool finished);
  void end_lease(Entry& entry, bool finished);
  void resume_later(Entry& entry);
  void resume(Entry& entry);
  void drop(Entry& entry);
  void forget_hosts(TimePoint now);

  void advance(TimePoint now);
  void dispatch(TimePoint now);
  void set_alarm(TimePoint now);
  std::optional<TimePoint> next_time(TimePoint now) const;
  void wake_others(TimePoint now);
  void wake_all_at_end();
  TimePoint time_for(const HostQueue& host);

  std::unique_ptr<Parts> parts_;
  int host_concurrency_;    ///< the limit of a host that was never throttled
  TimePoint read_at_{};     ///< a recent clock reading, not always the latest
  std::size_t queued_ = 0;  ///< entries in queues and delayed entries
  std::size_t held_ = 0;    ///< entries that wait for a prerequisite
  std::size_t leased_ = 0;
  std::size_t link_bytes_ = 0;  ///< the bytes of all candidates below depth 0
  bool seeds_finished_ = false;
  bool closed_ = false;
};

}  // namespace gfetch::crawl
