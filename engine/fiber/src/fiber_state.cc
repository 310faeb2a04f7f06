#include "gfetch/fiber/detail/fiber_state.h"

#include <utility>

#include "exception_report.h"
#include "fiber_extras.h"
#include "gfetch/fiber/detail/disposal.h"

namespace gfetch::detail {

FiberState::FiberState() noexcept : callback(nullptr, this) {}

FiberState::~FiberState() = default;

void FiberState::destroy() noexcept {
  if (failure && !observed_) {
    observed_ = true;
    report_exception(name(), failure);
  }
  if ((owns_objects || failure || !links.empty()) && in_hub()) {
    return dispose(RefPtr<FiberState>(this));
  }
  while (!links.empty()) links.pop_front().drop();
  delete this;
}

std::string FiberState::name() const {
  if (extras_ && !extras_->name.empty()) return extras_->name;
  return "fiber-" + std::to_string(id);
}

void FiberState::name(std::string name) {
  extras().name = std::move(name);
}

FiberExtras& FiberState::extras() {
  if (!extras_) extras_ = std::make_unique<FiberExtras>();
  return *extras_;
}

SpawnTree& FiberState::tree() {
  if (!tree_) tree_ = RefPtr<SpawnTree>(new SpawnTree);
  return *tree_;
}

void FiberState::share_tree(FiberState& spawner) {
  tree_ = RefPtr<SpawnTree>(&spawner.tree());
}

LocalStore* FiberState::own_tree_locals() const noexcept {
  return tree_ && tree_->refs == 1 ? &tree_->locals : nullptr;
}

void SpawnTree::release() noexcept {
  if (--refs > 0) return;
  locals.empty() ? delete this : dispose(std::unique_ptr<SpawnTree>(this));
}

}  // namespace gfetch::detail
