#pragma once
/// A pool of objects that are made by the hundred and used again: the memory of
/// a run is that of its fullest moment, and no object moves.

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

namespace gfetch::crawl {

/// `T` has a member `T* next`, by which unused objects are linked.
template <class T>
class ObjectPool {
 public:
  /// An object as put() left it, or a new one.
  T& take() {
    if (unused_ == nullptr) grow();
    T& object = *unused_;
    unused_ = object.next;
    object.next = nullptr;
    return object;
  }

  /// Takes back an object that take() gave. The caller has emptied it.
  void put(T& object) {
    object.next = unused_;
    unused_ = &object;
  }

 private:
  using Chunk = std::array<T, 128>;

  void grow() {
    chunks_.push_back(std::make_unique<Chunk>());
    for (T& object : *chunks_.back()) put(object);
  }

  std::vector<std::unique_ptr<Chunk>> chunks_;
  T* unused_ = nullptr;
};

}  // namespace gfetch::crawl
