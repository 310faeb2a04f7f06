#include "web/coding/window_budget.h"

#include <algorithm>

namespace gfetch::web {

WindowHold::~WindowHold() {
  if (held_ > 0) budget_->give_back(held_);
}

Result<void> WindowHold::add(std::uint64_t bytes) {
  if (budget_ == nullptr) return {};
  if (max_bytes_ > 0) bytes = std::min(bytes, max_bytes_);
  if (held_ == 0) {
    budget_->take(bytes);
  } else if (!budget_->try_take(bytes)) {
    return Error{ErrorKind::kBodyTooLarge,
                 "the decoders of all bodies need too much memory"};
  }
  held_ += bytes;
  return {};
}

}  // namespace gfetch::web
