#pragma once
/// One host: its queue of entries, its slots for requests, its pace. Only the
/// verbs below change a host, and each files it in the schedule where it then
/// belongs: no caller has to remember that.
///
/// Invariants, between any two verbs:
/// - The host is in the line of its state (place() in host_queue.cc), in
///   `later` if only time keeps it from being asked, and in no line if it is
///   full or awaits links of entries that are leased.
/// - `stored` counts the candidates that the store still has; Frontier takes
///   them out in batches, before the host needs them (wants_entries()).
/// - `leased` counts the entries whose home is this host and which are in none
///   of its queues.
/// - A host that was merged into another one is empty, and resolved() gives the
///   other one.
///
/// Pure: times are passed in.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "crawl/frontier/depth_counts.h"
#include "crawl/frontier/depth_queue.h"
#include "crawl/frontier/entry.h"
#include "crawl/frontier/link_list.h"
#include "crawl/frontier/politeness.h"
#include "crawl/frontier/schedule.h"

namespace gfetch::crawl {

class HostQueue : public Linked<HostQueue> {
 public:
  /// A host that has nothing to do. `schedule` outlives it.
  explicit HostQueue(Schedule& schedule);
  HostQueue(const HostQueue&) = delete;
  HostQueue& operator=(const HostQueue&) = delete;

  /// The host called `name`, a string that outlives it.
  void set_name(std::string_view name) { name_ = name; }
  std::string_view name() const { return name_; }

  // --- the queue ---

  /// Notes that the store has one more candidate of this host.
  void announce(int depth, TimePoint now);

  /// True if the next entry is one that the store still has.
  bool wants_entries() const;

  /// Takes in an unused entry, whose candidate was taken from the store.
  void add(Entry& entry, TimePoint now);

  /// Takes in an entry that was parked, for its time has come.
  void resume(Entry& entry, TimePoint now);

  /// Takes in an entry whose lease ended before its visit, ahead of all others
  /// of its depth. The entry has left its home.
  void put_back(Entry& entry, TimePoint now);

  /// Leases the first entry, which takes a slot here. There must be one.
  Entry& lease(TimePoint now);

  /// Takes the first entry out of the queue, without a lease. There must be
  /// one.
  Entry& take_out(TimePoint now);

  /// Makes this host the home of a leased entry that gave up its slot, and
  /// parks the entry.
  void park(Entry& entry, TimePoint now);

  /// Gives the slot of `entry` to `prerequisite`, which is leased thereby.
  void hand_over(Entry& entry, Entry& prerequisite, TimePoint now);

  /// Ends the count of a leased entry whose home is this host.
  void leave(Entry& entry, TimePoint now);

  /// Notes that `entry`, which this host waited for, brings no more links.
  void finish_expanding(Entry& entry, TimePoint now);

  /// Makes `into` stand for this host, and moves the queue there.
  void merge(HostQueue& into, TimePoint now);

  // --- requests ---

  /// Takes a slot here for a leased entry: a request starts now.
  void start(Entry& entry, TimePoint now);

  /// Frees the slot that `entry` holds here.
  void free_slot(Entry& entry, TimePoint now);

  /// Notes the outcome of the request that `entry` holds a slot for.
  void answered(Entry& entry, const HostAnswer& answer, TimePoint now);

  /// No request starts before `until`.
  void pause(TimePoint until, TimePoint now);

  /// From now on at least `delay` lies between two starts of requests.
  void slow(Duration delay, TimePoint now);

  /// Notes that the time of a host in `later`, which is no longer there, has
  /// come.
  void wake(TimePoint now);

  void set_address(std::string_view address) { address_ = address; }

  // --- state ---

  std::size_t queued() const {
    return resumable_.size() + queue_.size() + stored_.size();
  }
  std::size_t resumable() const { return resumable_.size(); }
  int in_flight() const { return pace_.in_flight; }
  int limit() const { return schedule_.politeness.limit(pace_); }
  bool full() const { return schedule_.politeness.full(pace_); }
  TimePoint ready_at() const { return schedule_.politeness.ready_at(pace_); }
  const std::string& address() const { return address_; }

  /// True if the last request was answered.
  bool answers() const { return answers_; }

  /// The number of its joining a line: lower is earlier.
  std::uint64_t arrival() const { return arrival_; }

  /// True if nothing is lost when this idle host is replaced by a fresh one.
  bool forgettable(TimePoint now) const {
    return !in_later_ && schedule_.politeness.forgettable(pace_, now);
  }

  /// The host that stands for this one.
  HostQueue& resolved();

 private:
  void place(TimePoint now);
  void join(Schedule::Line& line);
  Schedule::Line& line();
  void wait_until(TimePoint time);
  bool idle() const;
  bool awaits_links() const;
  int depth() const;

  Entry& pop_first();
  void open_level(Entry& entry);
  void set_answers(bool answers);
  void count_workers(TimePoint now);
  std::size_t usable_workers(TimePoint now) const;
  void count_answered(Entry& entry);

  Schedule& schedule_;
  std::string_view name_;
  std::string address_;               ///< the one it was found to have, if any
  HostQueue* merged_into_ = nullptr;  ///< the host that stands for it, or null

  Fifo<Entry> resumable_;      ///< visits that go on
  DepthQueue<Entry> queue_;    ///< visits that have not begun
  DepthCounts stored_;         ///< candidates that are not entries yet
  std::size_t leased_ = 0;     ///< entries whose home it is, in no queue
  int open_depth_ = 0;         ///< the depth of the entries in `expanding_`
  std::size_t expanding_ = 0;  ///< leased entries whose links may follow

  HostPace pace_;
  int warm_connections_ = 0;  ///< unused ones, by our own count
  int warm_leases_ = 0;       ///< left before others go first
  bool answers_ = false;
  bool in_later_ = false;
  std::size_t usable_workers_ = 0;  ///< its part of Schedule::workers_used
  std::uint64_t arrival_ = 0;
};

}  // namespace gfetch::crawl
