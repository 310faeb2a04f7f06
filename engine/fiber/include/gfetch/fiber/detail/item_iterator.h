#pragma once
/// An input iterator over the items of a queue or channel. It calls get() until
/// that returns nullopt, and stores the current item.

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

  /// Constructs the end iterator.
  ItemIterator() = default;
  /// Constructs an iterator at the next item of `source`, and waits for the
  /// item.
  /// Blocks the calling fiber.
  explicit ItemIterator(Source* source) : source_(source) { ++*this; }

  T& operator*() const { return *item_; }
  /// Waits for the next item.
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
