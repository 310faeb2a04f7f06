#pragma once
/// Whose turn is it? Hosts stand in lines, and the front of the best line is
/// next:
///
///   moves_  a redirect of a visit under way waits for a place at it
///   warm_   it has a connection that nobody uses, and turns left to use it
///   fresh_  nothing is in flight to it: a first connection
///   busy_   something is in flight to it: one more connection
///
/// Each line is first come, first served. A host has kTurns leases on its warm
/// connections before it queues up behind the others: its connections are
/// used while they are warm, and no host starves. fresh_ and busy_ are two
/// lines each, for hosts that answered and for those that did not: while any
/// that answer have candidates queued, the latter get three quarters of the
/// workers, so that dead hosts never take them all.
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
#include <string_view>
#include <vector>

#include "gfetch/crawler/politeness.h"
#include "link_list.h"
#include "node.h"

namespace gfetch::detail {

struct Mover;

struct Host : Linked<Host> {
  std::string_view name;
  HostPace pace;

  Node* first = nullptr;  ///< of its queue
  Node* last = nullptr;
  std::size_t queued = 0;
  std::size_t leased = 0;  ///< candidates from its queue, wherever they are now
  LinkList<Mover> moving;  ///< visits under way that wait for a place here

  int warm_connections = 0;   ///< unused ones, as far as we know
  int turns = 0;              ///< leases left before others go first
  bool answered = false;      ///< the last time it was asked
  bool later = false;         ///< it is in later_
  bool counted = false;       ///< among the answering hosts with a queue
  std::uint64_t arrival = 0;  ///< when it joined its line

  void push_back(Node& node);
  void push_front(Node& node);
  Node* pop_front();
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

  /// The host whose first mover may go on now, or null.
  Host* next_move(TimePoint now) const;

  /// The host whose first candidate may be leased now, to one of so many
  /// workers, or null.
  Host* next_lease(TimePoint now, std::size_t workers) const;

  /// When the passing of time alone will let next_move or, if there are
  /// workers, next_lease give a host.
  std::optional<TimePoint> next_time(TimePoint now, std::size_t workers) const;

  /// `node` starts a request to `host` now.
  void start(Host& host, Node& node, TimePoint now);
  /// `node` gives its place up.
  void end(Node& node, TimePoint now);

  /// Whether a request to `host` may start now.
  bool may_start(const Host& host, TimePoint now) const;

  void set_answered(Node& node, bool answered, TimePoint now);
  void pause(Host& host, TimePoint until, TimePoint now);
  TimePoint ready_at(const Host& host) const {
    return politeness_.ready_at(host.pace);
  }
  bool full(const Host& host) const { return politeness_.full(host.pace); }

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
  bool unanswered_allowed(std::size_t workers) const;
  void count(Host& host);
  void uncount_unanswered(Node& node);

  Politeness politeness_;
  Line moves_;
  Line warm_;
  Lines fresh_;
  Lines busy_;
  Line idle_;
  std::priority_queue<Later, std::vector<Later>, std::greater<>> later_;
  std::uint64_t arrivals_ = 0;

  std::size_t unanswered_ = 0;        ///< leases for hosts without answers
  std::size_t answering_queued_ = 0;  ///< hosts that answer, with a queue
};

}  // namespace gfetch::detail
