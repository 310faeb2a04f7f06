#include "crawl/visit/visitor.h"

#include <utility>

#include "crawl/visit/visit_means.h"
#include "crawl/visit/visit_turn.h"
#include "gfetch/save/body_folder.h"

namespace gfetch::crawl {

Visitor::Visitor(VisitorOptions options, http::Fetcher& fetcher,
                 RetryPolicy::Dice dice)
    : means_(std::make_unique<VisitMeans>(std::move(options), fetcher,
                                          std::move(dice))) {}

Visitor::~Visitor() = default;

std::optional<Visit> Visitor::visit(Lease& lease) {
  VisitTurn turn(*means_, lease);
  if (!turn.run()) return std::nullopt;
  return std::move(turn).take();
}

std::optional<save::WriteError> Visitor::saving_failure() const {
  const save::BodyFolder* const folder = means_->options.bodies.folder;
  if (folder == nullptr) return std::nullopt;
  return folder->failure();
}

std::uint64_t Visitor::retries_refused() const {
  return means_->budget.refused();
}

}  // namespace gfetch::crawl
