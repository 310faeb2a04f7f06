#include "gfetch/fiber/detail/local_store.h"

#include <cstdio>
#include <utility>

#include "gfetch/fiber/detail/disposal.h"

namespace gfetch::detail {

LocalValue* LocalStore::find(Serial variable) const noexcept {
  for (const auto& value : values_) {
    if (value && value->variable == variable) return value.get();
  }
  return nullptr;
}

void LocalStore::add(std::unique_ptr<LocalValue> value) {
  values_.push_back(std::move(value));
}

void LocalStore::drop(Serial variable) noexcept {
  for (auto& value : values_) {
    if (!value || value->variable != variable) continue;
    std::unique_ptr<LocalValue> dropped = std::move(value);
    value = std::move(values_.back());
    values_.pop_back();
    dropped->leave();
    return dispose(std::move(dropped));
  }
}

void LocalStore::clear() noexcept {
  for (int round = 0; round < kRounds && !empty(); ++round) clear_once();
  abandon();
}

// Destroys the values that exist now, the last one first. A destructor that
// drops a value may move a new one into this round; that does not matter.
void LocalStore::clear_once() noexcept {
  if (empty()) return;
  for (std::size_t left = values_.size(); left > 0; --left) {
    if (left > values_.size()) continue;
    const std::unique_ptr<LocalValue> value = std::move(values_[left - 1]);
    if (value) value->leave();
  }
  std::erase(values_, nullptr);
}

void LocalStore::abandon() noexcept {
  while (!values_.empty()) {
    const std::unique_ptr<LocalValue> value = std::move(values_.back());
    values_.pop_back();
    value->leave();
    value->abandon();
    std::fputs(
        "gfetch: the destructor of a local makes the local again and again\n",
        stderr);
  }
}

}  // namespace gfetch::detail
