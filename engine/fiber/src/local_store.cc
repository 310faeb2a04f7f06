#include "gfetch/fiber/detail/local_store.h"

#include <utility>

namespace gfetch::detail {

LocalValue* LocalStore::find(const void* variable) const noexcept {
  for (const auto& value : values_) {
    if (value->variable == variable) return value.get();
  }
  return nullptr;
}

void LocalStore::add(std::unique_ptr<LocalValue> value) {
  values_.push_back(std::move(value));
}

void LocalStore::drop(const void* variable) noexcept {
  for (auto& value : values_) {
    if (value->variable != variable) continue;
    const std::unique_ptr<LocalValue> dropped = std::move(value);
    value = std::move(values_.back());
    values_.pop_back();
    return;
  }
}

// Destroys the values one by one, because the destructor of a value may use
// other values or create new ones.
void LocalStore::clear() noexcept {
  while (!values_.empty()) {
    const auto last = std::move(values_.back());
    values_.pop_back();
  }
}

}  // namespace gfetch::detail
