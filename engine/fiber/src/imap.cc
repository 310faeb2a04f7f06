#include "gfetch/fiber/imap.h"

#include <exception>
#include <utility>

#include "exception_report.h"
#include "scheduler.h"

namespace gfetch::detail {

/// Adds an ended call to the results, or the feeder. Deletes itself.
class ImapCalls::EndLink final : public FiberObserver {
 public:
  static constexpr std::size_t kFeeder = SIZE_MAX;

  static void add(const std::shared_ptr<ImapCalls>& calls,
                  const AnyFiber& fiber, std::size_t index) {
    auto link = std::unique_ptr<EndLink>(new EndLink(calls, index));
    Scheduler::link(FiberAccess::state(fiber), *link);
    (void)link.release();
  }

 private:
  EndLink(std::shared_ptr<ImapCalls> calls, std::size_t index)
      : FiberObserver(&EndLink::call, &EndLink::destroy),
        calls_(std::move(calls)),
        index_(index) {}

  static void destroy(FiberObserver& self) noexcept {
    delete static_cast<EndLink*>(&self);
  }

  static void call(FiberObserver& link, FiberState& fiber) noexcept {
    const std::unique_ptr<EndLink> self(static_cast<EndLink*>(&link));
    ImapCalls& calls = *self->calls_;
    const auto ended = FiberAccess::make<AnyFiber>(&fiber);
    if (self->index_ != kFeeder) return calls.add(self->index_, ended);
    calls.fed_ = true;
    // The iteration of a killed feeder ends early. gevent's waits for ever.
    if (ended.outcome() == FiberOutcome::kThrew) {
      calls.add(calls.announced_++, ended);
    } else {
      calls.end_when_complete();
    }
  }

  std::shared_ptr<ImapCalls> calls_;
  std::size_t index_;
};

ImapCalls::ImapCalls(std::size_t maxsize, ImapOrder order)
    : slots_(maxsize), limited_(maxsize != 0), order_(order) {
  out_.emplace();
  FiberAccess::check_home(*out_);
  FiberAccess::check_home(slots_);
}

bool ImapCalls::wait_for_slot() {
  if (limited_ && !abandoned_) slots_.acquire();
  return !abandoned_;
}

void ImapCalls::announce(const std::shared_ptr<ImapCalls>& calls,
                         const AnyFiber& call) {
  EndLink::add(calls, call, calls->announced_++);
}

void ImapCalls::observe_feeder(const std::shared_ptr<ImapCalls>& calls,
                               const AnyFiber& feeder) {
  EndLink::add(calls, feeder, EndLink::kFeeder);
}

void ImapCalls::add(std::size_t index, const AnyFiber& ended) {
  ++added_;
  if (!out_) return;
  if (order_ == ImapOrder::kOfEnds) {
    out_->put(ended);
  } else {
    early_.emplace(index, ended);
    while (!early_.empty() && early_.begin()->first == taken_over_) {
      out_->put(std::move(early_.begin()->second));
      early_.erase(early_.begin());
      ++taken_over_;
    }
  }
  end_when_complete();
}

void ImapCalls::end_when_complete() {
  if (out_ && fed_ && added_ == announced_) out_->shutdown();
}

std::optional<AnyFiber> ImapCalls::next() {
  std::optional<AnyFiber> ended = out_->get();
  if (ended && limited_) slots_.release();
  return ended;
}

void ImapCalls::abandon(std::shared_ptr<ImapCalls> calls) noexcept {
  Home& home = FiberAccess::home(calls->slots_);
  if (!home.foreign()) return calls->abandon_here();
  try {
    home.post([calls = std::move(calls)] { calls->abandon_here(); });
  } catch (...) {
    report_exception("the end of an imap", std::current_exception());
  }
}

void ImapCalls::abandon_here() noexcept {
  abandoned_ = true;
  if (limited_ && slots_.locked()) slots_.release();  // the feeder may wait
  out_.reset();
  early_.clear();
}

}  // namespace gfetch::detail
