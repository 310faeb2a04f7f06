#pragma once
/// What is left to fetch, and whose turn it is. Candidates go in, leases come
/// out, one by one, when politeness allows.
///
///   frontier.offer(std::move(candidate));   // the seed reader's side
///   frontier.seeds_finished();
///
///   std::optional<Lease> lease;             // a worker's
///   while ((lease = frontier.next(std::move(lease)))) {
///     fetch(lease->candidate());
///     lease->finish();     // its record is written: it never comes back
///   }
///
/// A visit that cannot go on at once (a retry is not due, a redirect leads to
/// a host that is busy) waits in here, not in its worker: see Lease::move_to.
///
/// A page's links go in before its lease ends:
///
///   if (frontier.discover(key, std::move(link))) ++links;
///
/// The candidates of one host are leased in the order of their depth, and those
/// of a crawl level by level: none before all that lie closer to the seeds have
/// ended. So each is met at its true depth, whatever takes its time.
///
/// The end has come when nothing is queued, nothing is leased and the seeds
/// have finished: then next() gives nothing, to every worker.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gfetch/crawl/candidate.h"
#include "gfetch/crawl/frontier_status.h"
#include "gfetch/crawl/politeness.h"
#include "gfetch/fiber/clock.h"

namespace gfetch::crawl {

class Frontier;

/// What a visit has come to that has to wait before it can go on. Each visitor
/// hangs its own to it.
struct VisitSoFar {
  VisitSoFar() = default;
  VisitSoFar(const VisitSoFar&) = delete;
  VisitSoFar& operator=(const VisitSoFar&) = delete;
  virtual ~VisitSoFar() = default;
};

/// A candidate in a frontier's keeping. Each frontier hangs its own to it.
struct Leased {
  Candidate candidate = {};
  TimePoint since{};  ///< when its visit began
  std::unique_ptr<VisitSoFar> so_far = {};

 protected:
  ~Leased() = default;
};

/// The right of one fiber to fetch one candidate now, and one of the places
/// that its host has for requests. It ends with the object: the place is free
/// again, and a candidate that was not finished goes back to be leased anew.
class Lease {
 public:
  Lease(Frontier& frontier, Leased& leased)
      : frontier_(&frontier), leased_(&leased) {}
  Lease(Lease&& other) noexcept
      : frontier_(other.frontier_),
        leased_(std::exchange(other.leased_, nullptr)),
        finished_(other.finished_) {}
  Lease& operator=(Lease&& other) noexcept {
    std::swap(frontier_, other.frontier_);
    std::swap(leased_, other.leased_);
    std::swap(finished_, other.finished_);
    return *this;
  }
  ~Lease();

  const Candidate& candidate() const { return leased_->candidate; }

  /// When the visit began: the first lease of it was given.
  TimePoint since() const { return leased_->since; }

  /// Where a visit keeps what it has come to; null at its beginning. It is lost
  /// when a lease ends unfinished, unless move_to() said to come back.
  std::unique_ptr<VisitSoFar>& so_far() { return leased_->so_far; }

  /// Gives the place at the present host up for one at `host` (a name, without
  /// port; the same one too), not before `time`: a redirect's hop and a retry
  /// pass the same gates as a new URL. True: there it is. False: not yet. This
  /// lease is then to end as it is, and next() gives another to go on with
  /// when there is a place: nobody waits with a place or a worker in hand.
  /// Never blocks.
  bool move_to(std::string_view host, TimePoint time = {});

  /// Says how the present host took the request. One that answered has a warm
  /// connection and goes first; hosts that never did, or no more, get no more
  /// than their share of the workers. One that is overloaded is asked by fewer
  /// at a time.
  /// Never blocks.
  void answered(const HostAnswer& answer);

  /// Nothing is sent to the present host before `until`.
  /// Never blocks.
  void pause_host(TimePoint until);

  /// From now on `delay` at the least lies between two requests to the present
  /// host: it asked for that.
  /// Never blocks.
  void slow_host(Duration delay);

  /// Says that the present host has `address`. Hosts of one address are one
  /// host to politeness, with one queue. True: there is a place for the
  /// request; false: as of move_to().
  /// Never blocks.
  bool settle_at(std::string_view address);

  /// What became of the candidate is on record.
  /// Never blocks.
  void finish() { finished_ = true; }

 private:
  friend class Frontier;
  Frontier* frontier_;
  Leased* leased_;
  bool finished_ = false;
};

class Frontier {
 public:
  virtual ~Frontier() = default;

  /// Takes `candidate` in. False: the frontier is closed and no more are
  /// wanted; the candidate is kept all the same.
  /// Blocks the calling fiber while the frontier is full: not for workers,
  /// who would wait for themselves.
  virtual bool offer(Candidate&& candidate) = 0;

  /// Takes in a link that was found, unless `key`, which stands for it, was
  /// met before. True: it was taken in.
  /// Never blocks: there is always room for what was found.
  virtual bool discover(std::string_view key, Candidate&& candidate) = 0;

  /// Whether `key` was met before.
  /// Never blocks.
  virtual bool met(std::string_view key) const = 0;

  /// Whether `key` is met for the first time. From now on it is not.
  /// Never blocks.
  virtual bool meet(std::string_view key) = 0;

  /// No offer follows.
  /// Never blocks.
  virtual void seeds_finished() = 0;

  /// Ends `done` and gives the next candidate whose host may be asked; nothing
  /// at the end, or when the frontier is closed. Who comes back for more is
  /// served before those that wait: the place that it gives up, and all that
  /// is in the caches, is at hand.
  /// Blocks the calling fiber.
  virtual std::optional<Lease> next(std::optional<Lease> done) = 0;
  std::optional<Lease> next() { return next(std::nullopt); }

  /// No lease is given any more. What is queued stays, for take_rest().
  /// Never blocks.
  virtual void close() = 0;

  /// A candidate that is still queued, without any politeness: it is not to
  /// be fetched. Nothing when none is left.
  /// Never blocks.
  virtual std::optional<Candidate> take_rest() = 0;

  /// Lists at most `hosts` hosts.
  /// Never blocks.
  virtual FrontierStatus status(std::size_t hosts) const = 0;

  /// Hosts that were eased, most often first; so many that they fit into a
  /// summary.
  /// Never blocks.
  virtual std::vector<EasedHost> eased() const = 0;

 protected:
  /// What `lease` is of; it is the frontier's again, and `lease` empty.
  static Leased* take_back(Lease& lease, bool& finished) {
    finished = lease.finished_;
    return std::exchange(lease.leased_, nullptr);
  }

 private:
  friend class Lease;
  virtual void release(Leased& leased, bool finished) noexcept = 0;
  virtual bool move(Leased& leased, std::string_view host, TimePoint time) = 0;
  virtual void answered(Leased& leased, const HostAnswer& answer) = 0;
  virtual void pause_host(Leased& leased, TimePoint until) = 0;
  virtual void slow_host(Leased& leased, Duration delay) = 0;
  virtual bool settle(Leased& leased, std::string_view address) = 0;
};

inline Lease::~Lease() {
  if (leased_ != nullptr) frontier_->release(*leased_, finished_);
}

inline bool Lease::move_to(std::string_view host, TimePoint time) {
  return frontier_->move(*leased_, host, time);
}

inline void Lease::answered(const HostAnswer& answer) {
  frontier_->answered(*leased_, answer);
}

inline void Lease::pause_host(TimePoint until) {
  frontier_->pause_host(*leased_, until);
}

inline void Lease::slow_host(Duration delay) {
  frontier_->slow_host(*leased_, delay);
}

inline bool Lease::settle_at(std::string_view address) {
  return frontier_->settle(*leased_, address);
}

}  // namespace gfetch::crawl
