#pragma once
/// A pool of reusable objects, allocated by the hundred. Its memory is that of
/// the largest number of objects in use at one time, and objects never move.

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

namespace gfetch::crawl {

/// `T` has a member `T* next`, which links the unused objects.
template <class T>
class ObjectPool {
 public:
  /// Returns an unused object in the state in which put() received it, or a new
  /// object.
  T& take() {
    if (unused_ == nullptr) grow();
    T& object = *unused_;
    unused_ = object.next;
    object.next = nullptr;
    return object;
  }

  /// Returns an object to the pool. The caller must have cleared it.
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
