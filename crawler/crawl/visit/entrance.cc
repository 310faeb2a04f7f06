#include "crawl/visit/entrance.h"

#include <chrono>

#include "crawl/visit/response_class.h"
#include "crawl/visit/unvisited.h"
#include "gfetch/fiber/hub.h"

namespace gfetch::crawl {
namespace {

TimePoint now() {
  return Hub::current().now();
}

}  // namespace

Entrance::Way Entrance::enter() {
  const Candidate& candidate = lease_.candidate();
  const web::Url& url = so_far_.redirects.step().url;
  if (!find_robots(url)) return Way::kLater;
  const Permission robots = gate_.permission(url, candidate);
  so_far_.visit.robots = robots.objection;
  if (robots.refusal || robots.failure) {
    so_far_.count_as_waiting();
    close(robots);
    return Way::kClosed;
  }
  const bool at_host = !so_far_.robots_at;
  if (at_host && robots.delay > Duration(0)) lease_.slow_host(robots.delay);
  if (!return_from_robots(url, robots.delay)) return Way::kLater;
  so_far_.count_as_waiting();
  return Way::kOpen;
}

void Entrance::close(const Permission& robots) {
  if (robots.refusal) return skip(so_far_.visit, *robots.refusal);
  so_far_.fail(means_.policy, *robots.failure);
}

// Sees to it that the robots.txt for `url` is known. False: not yet.
bool Entrance::find_robots(const web::Url& url) {
  for (;;) {
    const web::Url& here = so_far_.robots_at ? *so_far_.robots_at : url;
    if (!settle(here)) return false;
    const auto turn = gate_.robots_turn(url, lease_.candidate());
    if (!turn) return true;
    if (has_turn_for(*turn, here)) {
      fetch_robots(url);
      continue;
    }
    so_far_.robots_at = turn->url;
    turn_spent_ = false;
    const auto host = turn->url.hostname_for_connect();
    if (!lease_.reschedule(host, turn->time)) return false;
  }
}

bool Entrance::has_turn_for(const RobotsTurn& turn,
                            const web::Url& here) const {
  return !turn_spent_ && turn.time <= now() &&
         turn.url.hostname_for_connect() == here.hostname_for_connect();
}

void Entrance::fetch_robots(const web::Url& url) {
  turn_spent_ = true;
  const auto response = gate_.fetch_robots(url);
  if (!response) return;
  lease_.answered(host_answer(*response));
  if (!*response) return;
  const auto rest = means_.retry.host_rest_after(
      attempt_of(*response, std::chrono::system_clock::now()));
  if (rest) lease_.pause_host(now() + *rest);
}

// A turn that robots.txt took, wherever, is none for the step to `url`. False:
// the next one has not come.
bool Entrance::return_from_robots(const web::Url& url, Duration delay) {
  if (!turn_spent_ && !so_far_.robots_at) return true;
  so_far_.robots_at.reset();
  turn_spent_ = false;
  return lease_.reschedule(url.hostname_for_connect(), now() + delay);
}

// Makes all names of the address of `url`, at whose host we are, one host to
// politeness. False: there is no turn for us now.
bool Entrance::settle(const web::Url& url) {
  const VisitorOptions& options = means_.options;
  const bool proxied = options.proxies.proxy_for(url.origin()) != nullptr;
  if (!options.address_of || proxied) return true;
  const auto address = options.address_of(url.origin());
  return !address || lease_.set_address(*address);
}

}  // namespace gfetch::crawl
