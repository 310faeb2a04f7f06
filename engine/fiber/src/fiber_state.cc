#include "gfetch/fiber/detail/fiber_state.h"

#include <utility>

#include "exception_report.h"
#include "fiber_extras.h"
#include "gfetch/fiber/detail/disposal.h"

namespace gfetch::detail {

FiberState::FiberState() noexcept : callback(nullptr, this) {}

FiberState::~FiberState() = default;

namespace {

/// A reference that another thread gives back.
struct GivenBack {
  explicit GivenBack(FiberState& its_fiber) noexcept : fiber(&its_fiber) {}
  GivenBack(GivenBack&& other) noexcept
      : fiber(std::exchange(other.fiber, nullptr)) {}
  GivenBack& operator=(GivenBack&&) = delete;
  ~GivenBack() {
    if (fiber != nullptr) fiber->release();
  }

  FiberState* fiber;
};

}  // namespace

void FiberState::release_elsewhere() noexcept {
  try {
    home.post([given_back = GivenBack(*this)] {});
  } catch (...) {
    report_from_destructor("the end of a handle in another thread");
  }
}

void FiberState::destroy() noexcept {
  if (foreign_refs_.load(std::memory_order_acquire) > 0) [[unlikely]] {
    refs_ = foreign_refs_.exchange(0, std::memory_order_acq_rel);
    return;
  }
  // Most fibers returned nothing, and no link is left.
  if (failure || owns_objects || !links.empty()) return destroy_with_objects();
  delete this;
}

// Reports a failure that nobody has observed, and destroys the fiber in the
// disposal if the hub would call functions of the program.
[[gnu::noinline]] void FiberState::destroy_with_objects() noexcept {
  if (failure && !observed_) {
    observed_ = true;
    report_exception(name(), failure);
  }
  if (in_hub()) return dispose(RefPtr<FiberState>(this));
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
