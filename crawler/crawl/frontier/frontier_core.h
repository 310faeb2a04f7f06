#pragma once
/// MemoryFrontier inside: who is leased next, who waits for what, and who is to
/// be woken when anything changes. Its parts each know one thing: Store what is
/// held, HostTable the hosts, Turns whose turn it is, Sleepers what waits for
/// its time.

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "crawl/frontier/alarm.h"
#include "crawl/frontier/eased_hosts.h"
#include "crawl/frontier/host_table.h"
#include "crawl/frontier/link_list.h"
#include "crawl/frontier/memory_frontier.h"
#include "crawl/frontier/sleepers.h"
#include "crawl/frontier/store.h"
#include "crawl/frontier/turns.h"
#include "gfetch/crawl/seen_key.h"
#include "gfetch/fiber/event.h"

namespace gfetch::crawl {

class FrontierCore {
 public:
  explicit FrontierCore(const MemoryFrontierOptions& options);
  FrontierCore(const FrontierCore&) = delete;
  FrontierCore& operator=(const FrontierCore&) = delete;

  // What comes in: see Frontier.
  bool offer(Candidate&& candidate);
  bool discover(std::string_view key, Candidate&& candidate);
  bool met(std::string_view key) const { return seen_.contains(key); }
  bool meet(std::string_view key) { return seen_.insert(key); }
  void seeds_finished();
  void close();

  /// Ends the lease of `done`, if there is one, and leases the next node; null
  /// at the end.
  /// Blocks the calling fiber.
  Node* next(Node* done, bool finished);
  void release(Node& node, bool finished);

  // What a lease says: see Lease.
  bool move(Node& node, std::string_view name, TimePoint time);
  void answered(Node& node, const HostAnswer& answer);
  void pause(Node& node, TimePoint until);
  void slow(Node& node, Duration delay);
  bool settle(Node& node, std::string_view address);

  std::optional<Candidate> take_rest();
  FrontierStatus status(std::size_t rows) const;
  std::vector<EasedHost> eased() const;

 private:
  struct IdleWorker;
  struct GiveBack;

  bool at_end() const {
    return closed_ || (seeds_finished_ && queued_ == 0 && leased_ == 0);
  }

  // Those that hold a lease or wait for one.
  std::size_t workers() const { return leased_ + idle_workers_.size(); }

  void take_in(Candidate&& candidate);
  Host& home_of(Node& node);
  void queued(Host& home);
  Candidate take_out(Host& host);

  Node* take_next(TimePoint at, std::size_t among);
  void leads(Node& node, Host& host);
  void leads_no_more(Node& node);
  void end(Node& node, bool finished);
  void lay_aside(Node& node);
  void begin_anew(Node& node);
  void wake_sleeper();
  void forget_hosts(TimePoint at);

  void advance(TimePoint at);
  void dispatch(TimePoint at);
  void arm(TimePoint at);
  std::optional<TimePoint> next_time(TimePoint at) const;
  void wake_others(TimePoint at);
  void wake_all_at_end();
  TimePoint time_for(const Host& host);

  Turns turns_;
  Store store_;
  HostTable hosts_;
  Sleepers asleep_;
  SeenSet seen_;
  EasedHosts eased_;
  LinkList<IdleWorker> idle_workers_;
  int host_concurrency_;    ///< the limit of a host that was never eased
  TimePoint read_at_{};     ///< a reading of the clock, not the last one
  std::size_t queued_ = 0;  ///< of those held, not leased: asleep ones too
  std::size_t leased_ = 0;
  bool seeds_finished_ = false;
  bool closed_ = false;
  Alarm alarm_;
};

}  // namespace gfetch::crawl
