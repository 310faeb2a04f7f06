#pragma once
/// The way in to the host of a visit's next step: its address's politeness,
/// then robots.txt, whose requests take turns of their own. Waiting here is
/// politeness too, and not counted for the visit's time.

#include "crawl/frontier/frontier.h"
#include "crawl/step_gate.h"
#include "crawl/visit/visit_means.h"
#include "crawl/visit/visit_under_way.h"

namespace gfetch::crawl {

class Entrance {
 public:
  enum class Way {
    kOpen,    ///< the step may be taken now
    kLater,   ///< the visit waits for another turn, and enters anew then
    kClosed,  ///< the visit's record says why
  };

  /// With a fresh turn at the host of the step, or where `so_far` says that
  /// robots.txt is asked for. All outlive this.
  Entrance(VisitMeans& means, Lease& lease, VisitUnderWay& so_far)
      : means_(means),
        gate_(*means.options.gate),
        lease_(lease),
        so_far_(so_far) {}

  /// Called once.
  /// Blocks the calling fiber.
  Way enter();

 private:
  bool settle(const web::Url& url);
  bool find_robots(const web::Url& url);
  bool has_turn_for(const RobotsTurn& turn, const web::Url& here) const;
  void fetch_robots(const web::Url& url);
  void close(const Permission& robots);
  bool return_from_robots(const web::Url& url, Duration delay);

  VisitMeans& means_;
  StepGate& gate_;
  Lease& lease_;
  VisitUnderWay& so_far_;
  bool turn_spent_ = false;  ///< on robots.txt
};

}  // namespace gfetch::crawl
