#pragma once
/// Intrusive queues: a member is linked by its own `next` pointer, so that
/// joining and leaving allocate nothing.

#include <cstddef>
#include <iterator>
#include <vector>

namespace gfetch::crawl {

/// First in, first out. `T` has a member `T* next`.
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

  /// The queue must not be empty.
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

/// The shallowest first; among those of one depth, first in, first out. `T` has
/// members `T* next` and `candidate.depth`.
template <class T>
class DepthQueue {
 public:
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  /// The depth of the front. The queue must not be empty.
  int depth() const { return levels_.front().depth; }

  void push_back(T& member) {
    ++size_;
    level(member.candidate.depth).push_back(member);
  }

  /// Puts `member` before all others of its depth.
  void push_front(T& member) {
    ++size_;
    level(member.candidate.depth).push_front(member);
  }

  /// The queue must not be empty.
  T& pop_front() {
    --size_;
    T& member = levels_.front().members.pop_front();
    if (levels_.front().members.empty()) levels_.erase(levels_.begin());
    return member;
  }

 private:
  struct Level {
    int depth = 0;
    Fifo<T> members;
  };

  // A queue has two or three levels, and a new member is mostly of the last:
  // a search from the end is shorter than any tree's.
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
