#pragma once
/// The frontier: what is left to fetch, and what is next. Candidates go in;
/// leases come out, one by one, when politeness allows.
///
///   frontier.offer(std::move(candidate));   // the seed reader
///   frontier.seeds_finished();
///
///   std::optional<Lease> lease;             // a worker
///   while ((lease = frontier.next(std::move(lease)))) {
///     fetch(lease->candidate());
///     lease->finish();     // its record is written: it is done
///   }
///
/// A visit that must wait (for the time of a retry, or for the host of a
/// redirect) waits in the frontier, not in its worker: see Lease::reschedule.
///
/// The links of a page go in before its lease ends:
///
///   if (frontier.add_link(key, std::move(link))) ++links;
///
/// The candidates of a host are leased by depth, and those of a crawl level by
/// level: none before all that lie closer to the seeds have ended. So each page
/// is visited at its true depth, however slow another page is.
///
/// The end has come when nothing is queued, nothing is leased and the seeds
/// have finished: then next() gives nothing, to every worker.
///
/// docs/frontier.md has the whole design.

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

/// What a visitor saves of a visit that waits in the frontier. A visitor
/// derives its own from this.
struct SavedVisit {
  SavedVisit() = default;
  SavedVisit(const SavedVisit&) = delete;
  SavedVisit& operator=(const SavedVisit&) = delete;
  virtual ~SavedVisit() = default;
};

/// The right of one fiber to fetch one candidate now, and one slot for requests
/// at a host. Both end with the object; a candidate that was not finished is
/// queued again.
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

  /// The time at which the visit began: that of its first lease.
  TimePoint since() const;

  /// The state that the visitor saved; null at the beginning of a visit. It is
  /// lost when a lease ends unfinished, unless reschedule() parked the visit.
  std::unique_ptr<SavedVisit>& saved_visit();

  /// Exchanges the slot at the present host for one at `host` (a name, without
  /// port; the same host too), not before `time`: the hop of a redirect and a
  /// retry wait for politeness as a new URL does. True: the lease has the slot.
  /// False: the visit is parked. Then this lease must end as it is; next()
  /// gives another one when the visit may go on. Thus nobody waits with a slot
  /// or a worker in hand.
  bool reschedule(std::string_view host, TimePoint time = {});

  /// Notes how the present host took the request. A host that answered has a
  /// warm connection and goes first; hosts that never did, or no longer do, get
  /// no more than their share of the workers. An overloaded host is asked by
  /// fewer requests at a time.
  void answered(const HostAnswer& answer);

  /// Sends nothing to the present host before `until`.
  void pause_host(TimePoint until);

  /// Leaves at least `delay` between two requests to the present host from now
  /// on: robots.txt asked for that.
  void slow_host(Duration delay);

  /// Whether the address of the present host was set.
  bool knows_address() const;

  /// Notes that the present host has `address`. Hosts of one address are one
  /// host to politeness, with one queue. True: the lease still has its slot.
  /// False: the visit is parked, as by reschedule().
  bool set_address(std::string_view address);

  /// Holds the visit until `prerequisite` is done, which is fetched once,
  /// whatever the number of visits that are held for it. True: nobody fetches
  /// it yet, and this lease is now one of the prerequisite, with the slot that
  /// the visit had. False: the visit waits, as after reschedule(). A
  /// prerequisite is at the present host.
  bool hold_for(Candidate&& prerequisite);

  /// Notes that the record of the candidate is written.
  void finish() { finished_ = true; }

 private:
  friend class Frontier;
  Frontier* frontier_;
  Entry* entry_;
  bool finished_ = false;
};

struct FrontierOptions {
  PolitenessOptions politeness = {};

  /// The capacity for candidates, each from its offer to its end; the seed
  /// reader waits while it is used up. With a capacity of one, candidates are
  /// fetched one after the other in the order of their offers.
  std::size_t max_candidates = 65'536;
  std::size_t max_bytes = std::size_t{64} * 1024 * 1024;
};

class Frontier {
 public:
  /// Keeps candidates in memory.
  explicit Frontier(const FrontierOptions& options = {});

  /// Keeps candidates in `store`.
  Frontier(const FrontierOptions& options,
           std::unique_ptr<FrontierStore> store);
  ~Frontier();
  Frontier(const Frontier&) = delete;
  Frontier& operator=(const Frontier&) = delete;

  /// Takes `candidate` in. False: the frontier is closed and wants no more; the
  /// candidate is kept all the same.
  /// Blocks the calling fiber while the frontier is full: workers must not call
  /// it, for they would wait for themselves.
  bool offer(Candidate&& candidate);

  /// Takes in a link, unless its `key` was seen before, and marks the key as
  /// seen, in one step. True: the link was taken in. There is always capacity
  /// for a link.
  bool add_link(std::string_view key, Candidate&& candidate);

  /// True if `key` was seen before.
  bool seen(std::string_view key) const;

  /// Marks `key` as seen. True: it was not seen before.
  bool mark_seen(std::string_view key);

  /// Notes that no offer follows.
  void seeds_finished();

  /// Ends `done` and gives the next candidate whose host may be asked; nothing
  /// at the end, or when the frontier is closed. A worker that comes back is
  /// served before those that wait: the slot that it gives up is free, and its
  /// caches are warm.
  /// Blocks the calling fiber.
  std::optional<Lease> next(std::optional<Lease> done = std::nullopt);

  /// Ends the giving of leases. What is queued stays, for drain().
  void close();

  /// Takes out a candidate that is still queued, without any politeness: it
  /// will not be fetched. Nothing when none is left.
  std::optional<Candidate> drain();

  /// Lists at most `hosts` hosts.
  FrontierStatus status(std::size_t hosts) const;

  /// The hosts that were throttled, most often first; no more than fit into a
  /// summary.
  std::vector<ThrottledHost> throttled() const;

 private:
  friend class Lease;
  struct Parts;  // their headers are not for those who use a frontier
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
  TimePoint read_at_{};     ///< a reading of the clock, not the last one
  std::size_t queued_ = 0;  ///< entries in queues, and delayed ones
  std::size_t held_ = 0;    ///< entries held for a prerequisite
  std::size_t leased_ = 0;
  bool seeds_finished_ = false;
  bool closed_ = false;
};

}  // namespace gfetch::crawl
