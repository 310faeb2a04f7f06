#pragma once
/// The queue of one host: its entries, its slots for requests and its pace.
/// Only the functions below change a host, and each of them puts the host into
/// its line of the schedule, so that no caller has to.
///
/// Invariants, between two calls:
/// - The host is in the line of its state (place() in host_queue.cc): in
///   `later` if politeness allows no request yet, and in no line if it is full
///   or waits for the links of leased entries.
/// - `stored_` counts the host's candidates in the store. Frontier takes them
///   from the store in batches, before the host needs them (wants_entries()).
/// - `leased_` counts the entries whose home is this host and which are in none
///   of its queues.
/// - A host that was merged into another host is empty, and resolved() returns
///   the other host.
///
/// The caller passes the time to every function.

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
  /// Creates a host without entries. `schedule` must outlive the host.
  explicit HostQueue(Schedule& schedule);
  HostQueue(const HostQueue&) = delete;
  HostQueue& operator=(const HostQueue&) = delete;

  /// Sets the host's name. The string behind `name` must outlive the host.
  void set_name(std::string_view name) { name_ = name; }
  std::string_view name() const { return name_; }

  // Functions that change the queue of entries.

  /// Records that the store has one more candidate of this host, at `depth`.
  void announce(int depth, TimePoint now);

  /// Returns true if the next entry must be taken from the store.
  bool wants_entries() const;

  /// Queues an unused entry whose candidate was taken from the store.
  void add(Entry& entry, TimePoint now);

  /// Queues a parked entry whose time has come.
  void resume(Entry& entry, TimePoint now);

  /// Queues an entry whose lease ended before its visit, before all others of
  /// its depth. The entry must have left its home.
  void put_back(Entry& entry, TimePoint now);

  /// Leases the first entry, which takes a slot at this host. There must be an
  /// entry.
  Entry& lease(TimePoint now);

  /// Removes the first entry from the queue without a lease. There must be an
  /// entry.
  Entry& take_out(TimePoint now);

  /// Parks a leased entry that has given up its slot, and makes this host its
  /// home.
  void park(Entry& entry, TimePoint now);

  /// Moves the slot of `entry` to `prerequisite`, which becomes leased.
  void hand_over(Entry& entry, Entry& prerequisite, TimePoint now);

  /// Ends a leased entry whose home is this host.
  void leave(Entry& entry, TimePoint now);

  /// Records that `entry`, for whose links this host waited, brings no more
  /// links.
  void finish_expanding(Entry& entry, TimePoint now);

  /// Merges this host into the host `into`, which gets all entries.
  void merge(HostQueue& into, TimePoint now);

  // Functions that start, end and delay requests.

  /// Takes a slot at this host for a leased entry whose request starts now.
  void start(Entry& entry, TimePoint now);

  /// Frees the slot that `entry` has at this host.
  void free_slot(Entry& entry, TimePoint now);

  /// Records the result of the request for which `entry` has its slot.
  void answered(Entry& entry, const HostAnswer& answer, TimePoint now);

  /// Lets no request start before `until`.
  void pause(TimePoint until, TimePoint now);

  /// Sets the minimum delay between two request starts.
  void slow(Duration delay, TimePoint now);

  /// Places the host again after its time in `later` has come. The scheduler
  /// has removed it from `later`.
  void wake(TimePoint now);

  /// Records the result of the lookup of the host's address; empty: the lookup
  /// failed.
  void set_address(std::string_view address) {
    address_ = address;
    looked_up_ = true;
  }

  // Functions that return the state of the host.

  std::size_t queued() const {
    return resumable_.size() + queue_.size() + stored_.size();
  }
  std::size_t resumable() const { return resumable_.size(); }
  int in_flight() const { return pace_.in_flight; }
  int limit() const { return schedule_.politeness.limit(pace_); }
  bool full() const { return schedule_.politeness.full(pace_); }
  TimePoint ready_at() const { return schedule_.politeness.ready_at(pace_); }
  const std::string& address() const { return address_; }

  /// Returns true if the host's address was looked up, with any result.
  bool looked_up() const { return looked_up_; }

  /// Returns true if the last request got a response.
  bool answers() const { return answers_; }

  /// Returns the number of the host's joining of its line; a lower number means
  /// an earlier joining.
  std::uint64_t arrival() const { return arrival_; }

  /// Returns true if this idle host has no state that a new host would lack.
  bool forgettable(TimePoint now) const {
    return !in_later_ && schedule_.politeness.forgettable(pace_, now);
  }

  /// Returns the host into which this host was merged, or this host itself.
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
  std::string address_;     ///< the host's IP address; empty if unknown
  bool looked_up_ = false;  ///< the lookup of the address has ended
  /// The host with this host's entries, or null.
  HostQueue* merged_into_ = nullptr;

  Fifo<Entry> resumable_;    ///< visits that have begun
  DepthQueue<Entry> queue_;  ///< visits that have not begun
  DepthCounts stored_;       ///< candidates that are still in the store
  std::size_t leased_ = 0;   ///< entries of this home that are in no queue
  int open_depth_ = 0;       ///< the depth of the entries in `expanding_`
  /// The number of leased entries that may add links.
  std::size_t expanding_ = 0;

  HostPace pace_;
  int warm_connections_ = 0;  ///< unused connections, by this class's own count
  int warm_leases_ = 0;       ///< leases left before other hosts are next
  bool answers_ = false;
  bool in_later_ = false;
  /// This host's share of Schedule::workers_used.
  std::size_t usable_workers_ = 0;
  std::uint64_t arrival_ = 0;
};

}  // namespace gfetch::crawl
