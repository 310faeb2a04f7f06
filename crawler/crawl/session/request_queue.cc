#include "crawl/session/request_queue.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <string>
#include <utility>

namespace gfetch::crawl {

/// Registers a call in the list of calls while its caller waits.
class RequestQueue::Waiting {
 public:
  Waiting(RequestQueue& queue, std::string id, std::shared_ptr<Call> call)
      : queue_(queue), id_(std::move(id)), call_(std::move(call)) {
    queue_.calls_.emplace(id_, call_);
  }
  ~Waiting() {
    queue_.calls_.erase(id_);
    // If the call still has a worker here, its caller was killed, and the
    // request is cancelled.
    if (!call_->worker) return;
    call_->worker.kill(KillMode::kLater);
    --queue_.workers_alive_;
  }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

 private:
  RequestQueue& queue_;
  std::string id_;
  std::shared_ptr<Call> call_;
};

RequestQueue::RequestQueue(const FrontierOptions& options, std::size_t workers)
    : frontier_(options), max_workers_(std::max<std::size_t>(1, workers)) {}

Visit RequestQueue::visit(Candidate candidate,
                          std::shared_ptr<Visitor> visitor) {
  auto call = std::make_shared<Call>();
  call->visitor = std::move(visitor);
  candidate.id = std::to_string(++last_id_);
  const Waiting waiting(*this, candidate.id, call);
  add_worker();
  frontier_.offer(std::move(candidate));
  call->done.wait();
  if (call->bug) std::rethrow_exception(call->bug);
  call->visit.id.clear();
  return std::move(call->visit);
}

// Starts a worker unless there are as many workers as callers: an idle worker
// waits for the next request.
void RequestQueue::add_worker() {
  if (closing_ || workers_alive_ >= std::min(calls_.size(), max_workers_)) {
    return;
  }
  workers_.spawn([this] { work(); });
  ++workers_alive_;
}

void RequestQueue::work() {
  try {
    std::optional<Lease> lease;
    while ((lease = frontier_.next(std::move(lease)))) {
      if (serve(*lease)) lease->finish();
    }
  } catch (...) {
    // The kill of a caller may arrive when the worker already serves the next
    // caller. That candidate is then back in the frontier, and another worker
    // must take it.
    add_worker();
    throw;
  }
}

bool RequestQueue::serve(Lease& lease) {
  const auto found = calls_.find(lease.candidate().id);
  if (found == calls_.end()) return true;
  // A shared pointer, because the caller may be killed during the visit, which
  // removes its call.
  const std::shared_ptr<Call> call = found->second;
  struct Serving {
    explicit Serving(Call& served) : call(served) {
      call.worker = current_fiber();
    }
    ~Serving() { call.worker = {}; }
    Serving(const Serving&) = delete;
    Serving& operator=(const Serving&) = delete;
    Call& call;
  };
  const Serving serving(*call);
  return visit_for(*call, lease);
}

bool RequestQueue::visit_for(Call& call, Lease& lease) {
  try {
    std::optional<Visit> visit = call.visitor->visit(lease);
    if (!visit) return false;  // the visit waits in the frontier
    call.visit = *std::move(visit);
  } catch (const std::exception&) {
    call.bug = std::current_exception();
  }
  call.done.set();
  return true;
}

}  // namespace gfetch::crawl
