#pragma once
/// Goes through what get() of a queue or channel gives, until it gives nothing.
/// It holds the item it is at, so an input iterator only.

#include <cstddef>
#include <iterator>
#include <optional>

namespace gfetch::detail {

template <class Source, class T>
class ItemIterator {
 public:
  using value_type = T;
  using difference_type = std::ptrdiff_t;
  using iterator_category = std::input_iterator_tag;

  /// The end.
  ItemIterator() = default;
  /// Blocks the calling fiber.
  explicit ItemIterator(Source* source) : source_(source) { ++*this; }

  T& operator*() const { return *item_; }
  /// Blocks the calling fiber.
  ItemIterator& operator++() {
    item_ = source_->get();
    return *this;
  }
  void operator++(int) { ++*this; }
  bool operator==(const ItemIterator& other) const {
    return item_.has_value() == other.item_.has_value();
  }

 private:
  Source* source_ = nullptr;
  mutable std::optional<T> item_;
};

}  // namespace gfetch::detail
