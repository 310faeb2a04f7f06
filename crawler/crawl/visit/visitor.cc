#include "crawl/visit/visitor.h"

#include <utility>

#include "crawl/visit/visit_context.h"
#include "crawl/visit/visit_step.h"
#include "gfetch/save/body_folder.h"

namespace gfetch::crawl {

Visitor::Visitor(VisitorOptions options, CrawlPolicy& policy,
                 http::Fetcher& fetcher, RetryPolicy::Dice dice)
    : context_(std::make_unique<VisitContext>(std::move(options), policy,
                                              fetcher, std::move(dice))) {}

Visitor::~Visitor() = default;

std::optional<Visit> Visitor::visit(Lease& lease) {
  for (;;) {
    VisitStep step(*context_, lease);
    switch (step.run()) {
      case VisitStep::End::kDone:
        return std::move(step).take();
      case VisitStep::End::kParked:
        return std::nullopt;
      case VisitStep::End::kHeld:
        continue;  // the lease is now that of the prerequisite
    }
  }
}

CrawlPolicy& Visitor::policy() const {
  return context_->policy;
}

std::optional<save::WriteError> Visitor::saving_failure() const {
  const auto& folder = context_->options.bodies.folder;
  if (folder == nullptr) return std::nullopt;
  return folder->failure();
}

std::uint64_t Visitor::retries_refused() const {
  return context_->budget.refused();
}

}  // namespace gfetch::crawl
