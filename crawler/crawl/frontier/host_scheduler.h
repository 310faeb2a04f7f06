#pragma once
/// Whose turn is it? Hosts stand in lines, and the front of the best line is
/// next:
///
///   going_  a visit under way waits for a place at it: a retry, a redirect
///   warm_   it has a connection that nobody uses, and turns left to use it
///   fresh_  nothing is in flight to it: a first connection
///   busy_   something is in flight to it: one more connection
///
/// Each line is first come, first served. A host has kTurns leases on its warm
/// connections before it queues up behind the others: its connections are
/// used while they are warm, and no host starves.
///
/// Hosts that answered and hosts that did not stand in lines of their own. The
/// latter get the workers that the former cannot use, and a tenth of all at
/// the least: dead hosts take time, but not that of the others.
///
/// A host whose time has not come is in later_, and one without anything to do
/// in idle_; one that is full is nowhere.
///
/// Pure: times are passed in.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <queue>
#include <string>
#include <string_view>
#include <vector>

#include "crawl/frontier/entry.h"
#include "crawl/frontier/link_list.h"
#include "gfetch/crawl/politeness.h"

namespace gfetch::crawl {

struct Host : Linked<Host> {
  std::string_view name;
  HostPace pace;

  NodeQueue going;         ///< visits under way that wait for a place here
  DepthQueue queue;        ///< candidates whose visit has not begun
  std::size_t leased = 0;  ///< nodes at home here that are in no queue

  int level = 0;            ///< the depth of those under way that may lead on
  std::size_t leading = 0;  ///< so many may

  std::string address;      ///< that it was found to have
  Host* same_as = nullptr;  ///< the host whose queue is its own; or null

  int warm_connections = 0;   ///< unused ones, as far as we know
  int turns = 0;              ///< leases left before others go first
  bool answered = false;      ///< the last time it was asked
  bool later = false;         ///< it is in later_
  std::size_t wanted = 0;     ///< workers it can use: its part of wanted_
  std::uint64_t arrival = 0;  ///< when it joined its line

  std::size_t queued() const { return going.size() + queue.size(); }

  /// What is queued has to wait for those under way: they may bring links that
  /// lie closer to the seeds.
  bool awaits_links() const {
    return going.empty() && leading > 0 && !queue.empty() &&
           queue.depth() > level;
  }

  /// The host that stands for this one.
  Host& resolved() {
    Host* host = this;
    while (host->same_as != nullptr) host = host->same_as;
    return *host;
  }
};

class Turns {
 public:
  static constexpr int kTurns = 64;

  explicit Turns(const PolitenessOptions& politeness)
      : politeness_(politeness) {}

  /// Puts `host` into the line where it now belongs. To be called whenever
  /// anything about it has changed.
  void place(Host& host, TimePoint now);

  /// Brings hosts whose time has come from later_ into their lines.
  void advance(TimePoint now);

  /// The host whose first node may be leased now, to one of so many workers, or
  /// null.
  Host* next_lease(TimePoint now, std::size_t workers) const;

  /// When the passing of time alone will let next_lease give a host.
  std::optional<TimePoint> next_time(TimePoint now, std::size_t workers) const;

  /// `node` starts a request to `host` now.
  void start(Host& host, Node& node, TimePoint now);
  /// `node` gives its place up.
  void end(Node& node, TimePoint now);

  /// Whether a request of a visit under way may start to `host` now, past all
  /// lines.
  bool may_start(const Host& host, TimePoint now, std::size_t workers) const;

  /// The host of `node` answered so. True: its limit was lowered.
  bool answered(Node& node, const HostAnswer& answer, TimePoint now);
  void pause(Host& host, TimePoint until, TimePoint now);
  void slow(Host& host, Duration delay, TimePoint now);

  /// From now on `into` stands for `host`, and has what was queued there.
  void merge(Host& host, Host& into, TimePoint now);
  TimePoint ready_at(const Host& host) const {
    return politeness_.ready_at(host.pace);
  }
  bool full(const Host& host) const { return politeness_.full(host.pace); }
  int limit(const Host& host) const { return politeness_.limit(host.pace); }

  /// Hosts without anything to do.
  std::size_t idle() const { return idle_.size(); }
  /// Lets go of the host that is idle longest, and gives it, unless there is
  /// something about it to remember.
  Host* forget_one(TimePoint now);

 private:
  using Line = LinkList<Host>;
  /// By whether the host answered.
  using Lines = std::array<Line, 2>;

  struct Later {
    TimePoint at;
    Host* host;
    bool operator>(const Later& other) const { return at > other.at; }
  };

  void join(Host& host, Line& line);
  Line& line_for(const Host& host);
  Host* first_of(const Lines& lines, std::size_t workers) const;
  Host* first_of_all(std::size_t workers) const;
  bool unanswered_allowed(std::size_t workers) const;
  void set_answered(Node& node, bool answered);
  void count_wanted(Host& host, TimePoint now);
  std::size_t workers_wanted(const Host& host, TimePoint now) const;
  void uncount_unanswered(Node& node);

  Politeness politeness_;
  Lines going_;
  Line warm_;
  Lines fresh_;
  Lines busy_;
  Line idle_;
  std::priority_queue<Later, std::vector<Later>, std::greater<>> later_;
  std::uint64_t arrivals_ = 0;

  std::size_t unanswered_ = 0;  ///< leases for hosts without answers
  std::size_t wanted_ = 0;      ///< workers that hosts with answers can use
};

}  // namespace gfetch::crawl
