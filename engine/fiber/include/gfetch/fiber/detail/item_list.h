#pragma once
/// The items of a queue in a row. An item may be of any type: its moves may
/// throw, its destructor may block, also after a move, as that of a type which
/// can only be copied. Therefore no function of an item runs while the row
/// changes, and the hub destroys no item: another fiber may use the queue
/// meanwhile.

#include <cstddef>
#include <deque>
#include <iterator>
#include <list>
#include <optional>
#include <type_traits>
#include <utility>

#include "gfetch/fiber/detail/disposal.h"

namespace gfetch::detail {

/// True if a T can be moved and destroyed without a thought.
template <class T>
inline constexpr bool kPlainItem = std::is_trivially_destructible_v<T>&&
    std::is_nothrow_move_constructible_v<T>;

template <class T>
class ItemList {
 public:
  ItemList() = default;
  ItemList(ItemList&&) noexcept = default;
  ItemList& operator=(ItemList&&) = delete;
  /// Destroys the items; if the hub calls it, soon, in a fiber.
  ~ItemList() {
    if constexpr (!kPlainItem<T>) {
      if (!items_.empty()) dispose(std::move(items_));
    }
  }

  template <class U>
  void push_back(U&& item) {
    if constexpr (kPlainItem<T>) {
      items_.push_back(std::forward<U>(item));
    } else {
      std::list<T> made;
      made.push_back(std::forward<U>(item));
      items_.splice(items_.end(), made);
    }
  }

  // Take an item. If its move throws, the item stays.
  std::optional<T> pop_front() {
    std::optional<T> item;
    if constexpr (kPlainItem<T>) {
      item.emplace(std::move(items_.front()));
      items_.pop_front();
    } else {
      take(item, items_.begin());
    }
    return item;
  }
  std::optional<T> pop_back() {
    std::optional<T> item;
    if constexpr (kPlainItem<T>) {
      item.emplace(std::move(items_.back()));
      items_.pop_back();
    } else {
      take(item, std::prev(items_.end()));
    }
    return item;
  }

  /// Takes all items.
  ItemList pop_all() {
    ItemList all;
    all.items_.swap(items_);
    return all;
  }

  const T& front() const { return items_.front(); }
  const T& back() const { return items_.back(); }
  std::size_t size() const noexcept { return items_.size(); }

 private:
  using Items = std::conditional_t<kPlainItem<T>, std::deque<T>, std::list<T>>;

  /// Moves the item at `place`, the first or the last one, to `item`.
  void take(std::optional<T>& item, typename Items::iterator place) {
    const bool first = place == items_.begin();
    Items taken;
    taken.splice(taken.begin(), items_, place);
    try {
      item.emplace(std::move(taken.front()));
    } catch (...) {
      items_.splice(first ? items_.begin() : items_.end(), taken);
      throw;
    }
    dispose(std::move(taken));
  }

  Items items_;
};

}  // namespace gfetch::detail
