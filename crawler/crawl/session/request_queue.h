#pragma once
/// The single requests of a session. Callers wait while worker fibers serve
/// them: a visit that must wait for its host or its retry frees its worker for
/// another visit.
///
///   caller ──► Call in calls_ ──► Frontier ──► worker ──► Visitor
///     ▲                                                │
///     └──────────────── visit, done ◄──────────────────┘
///
/// **Invariants.** A Call is in calls_ exactly as long as its caller waits. If
/// a worker leases a candidate without a Call, the caller was killed, and the
/// candidate is dropped. No worker outlives the queue.

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
  /// Creates a queue that runs at most `workers` requests at a time.
  RequestQueue(const FrontierOptions& options, std::size_t workers);
  /// Kills the workers. Blocks the calling fiber until they have ended.
  ~RequestQueue() { closing_ = true; }
  RequestQueue(const RequestQueue&) = delete;
  RequestQueue& operator=(const RequestQueue&) = delete;

  /// Visits `candidate` by `visitor` and returns the visit. A kill or a Timeout
  /// in the caller cancels the request. Rethrows an exception that a bug in the
  /// visit threw. Blocks the calling fiber until the visit has finished.
  Visit visit(Candidate candidate, std::shared_ptr<Visitor> visitor);

 private:
  /// The request of one waiting caller.
  struct Call {
    std::shared_ptr<Visitor> visitor;
    AnyFiber worker = {};  ///< the worker of this call; none: it is queued
    Event done{"session.get"};
    Visit visit = {};
    std::exception_ptr bug = {};
  };
  class Waiting;

  void add_worker();
  void work();
  /// Serves the leased candidate. Returns true if it needs no further visit.
  bool serve(Lease& lease);
  static bool visit_for(Call& call, Lease& lease);

  Frontier frontier_;
  std::size_t max_workers_;
  std::size_t workers_alive_ = 0;  ///< the workers that are not being killed
  bool closing_ = false;  ///< whether dying workers are no longer replaced
  std::uint64_t last_id_ = 0;
  std::unordered_map<std::string, std::shared_ptr<Call>> calls_;
  Group workers_;
};

}  // namespace gfetch::crawl
