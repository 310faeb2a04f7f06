#pragma once
/// An input iterator over the results of get() of a queue or channel, until
/// get() returns nullopt. It holds the present item.

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

  /// The end iterator.
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
