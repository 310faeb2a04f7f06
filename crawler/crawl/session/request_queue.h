#pragma once
/// The single requests of a session. Callers wait while worker fibers serve
/// them, for a visit that has to wait for its host or its retry gives its
/// worker back to the frontier.
///
///   caller ──► Call in calls_ ──► Frontier ──► worker ──► Visitor
///     ▲                                                │
///     └──────────────── visit, done ◄──────────────────┘
///
/// **Invariants.** A Call is in calls_ exactly as long as its caller waits. A
/// worker that leases a candidate without a Call drops the candidate: its
/// caller was killed. No worker lives longer than the queue.

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <unordered_map>

#include "crawl/frontier/frontier.h"
#include "crawl/seed/candidate.h"
#include "crawl/visit/visitor.h"
#include "gfetch/crawl/visit.h"
#include "gfetch/fiber/event.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/group.h"

namespace gfetch::crawl {

class RequestQueue {
 public:
  /// At most `workers` requests are under way at a time.
  RequestQueue(const FrontierOptions& options, std::size_t workers);
  /// Kills the workers. Blocks the calling fiber while they end.
  ~RequestQueue() { closing_ = true; }
  RequestQueue(const RequestQueue&) = delete;
  RequestQueue& operator=(const RequestQueue&) = delete;

  /// Has `visitor` visit `candidate`. A kill or a Timeout of the caller ends
  /// the request. Throws what a bug in the visit threw.
  /// Blocks the calling fiber.
  Visit visit(Candidate candidate, std::shared_ptr<Visitor> visitor);

 private:
  /// One caller's wait.
  struct Call {
    std::shared_ptr<Visitor> visitor;
    AnyFiber worker = {};  ///< which serves it now; none: it is queued
    Event done{"session.get"};
    Visit visit = {};
    std::exception_ptr bug = {};
  };
  class Waiting;

  void add_worker();
  void work();
  /// True when the candidate of `lease` needs no more visits.
  bool serve(Lease& lease);
  static bool visit_for(Call& call, Lease& lease);

  Frontier frontier_;
  std::size_t max_workers_;
  std::size_t workers_alive_ = 0;  ///< without those that a kill is sent to
  bool closing_ = false;           ///< no worker replaces one that dies
  std::uint64_t last_id_ = 0;
  std::unordered_map<std::string, std::shared_ptr<Call>> calls_;
  Group workers_;
};

}  // namespace gfetch::crawl
