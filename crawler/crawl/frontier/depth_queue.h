#pragma once
/// Intrusive queues: the members are linked by their own `next` pointers, so
/// that adding and removing a member allocates nothing.

#include <cstddef>
#include <iterator>
#include <vector>

namespace gfetch::crawl {

/// A first-in, first-out queue. `T` has a member `T* next`.
template <class T>
class Fifo {
 public:
  bool empty() const { return first_ == nullptr; }
  std::size_t size() const { return size_; }
  const T& front() const { return *first_; }

  void push_back(T& member) {
    member.next = nullptr;
    (last_ == nullptr ? first_ : last_->next) = &member;
    last_ = &member;
    ++size_;
  }

  void push_front(T& member) {
    member.next = first_;
    first_ = &member;
    if (last_ == nullptr) last_ = &member;
    ++size_;
  }

  /// Removes and returns the first member. The queue must not be empty.
  T& pop_front() {
    T& member = *first_;
    first_ = member.next;
    if (first_ == nullptr) last_ = nullptr;
    member.next = nullptr;
    --size_;
    return member;
  }

 private:
  T* first_ = nullptr;
  T* last_ = nullptr;
  std::size_t size_ = 0;
};

/// A priority queue by depth: members of the lowest depth come first, and
/// members of the same depth in first-in, first-out order. `T` has members `T*
/// next` and `candidate.depth`.
template <class T>
class DepthQueue {
 public:
  /// Makes space for the usual number of levels, so that to add a member
  /// allocates nothing, and cannot fail, while candidates move from a store.
  DepthQueue() { levels_.reserve(kUsualLevels); }

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  /// Returns the depth of the first member. The queue must not be empty.
  int depth() const { return levels_.front().depth; }

  void push_back(T& member) {
    // The level may have to be made, which may throw: then nothing has changed.
    level(member.candidate.depth).push_back(member);
    ++size_;
  }

  /// Adds `member` before all other members of its depth.
  void push_front(T& member) {
    level(member.candidate.depth).push_front(member);
    ++size_;
  }

  /// Removes and returns the first member. The queue must not be empty.
  T& pop_front() {
    --size_;
    T& member = levels_.front().members.pop_front();
    if (levels_.front().members.empty()) levels_.erase(levels_.begin());
    return member;
  }

 private:
  static constexpr std::size_t kUsualLevels = 3;

  struct Level {
    int depth = 0;
    Fifo<T> members;
  };

  // Returns the level of `depth`. A queue has two or three levels, and a new
  // member usually belongs to the last one, so a linear search from the end is
  // faster than a tree.
  Fifo<T>& level(int depth) {
    auto at = levels_.end();
    while (at != levels_.begin() && std::prev(at)->depth > depth) --at;
    if (at != levels_.begin() && std::prev(at)->depth == depth) {
      return std::prev(at)->members;
    }
    return levels_.insert(at, Level{depth, {}})->members;
  }

  std::vector<Level> levels_;
  std::size_t size_ = 0;
};

}  // namespace gfetch::crawl
