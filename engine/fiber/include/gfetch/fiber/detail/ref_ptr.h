#pragma once
/// A smart pointer to an object that contains its own reference count. It is
/// not thread-safe.

#include <utility>

#include "gfetch/fiber/detail/language.h"

namespace gfetch::detail {

/// A smart pointer to a T, which has the functions add_ref() and release(). The
/// release() of the last reference destroys the object.
template <class T>
class RefPtr {
 public:
  RefPtr() = default;
  explicit RefPtr(T* object) noexcept : object_(object) {
    if (object_ != nullptr) object_->add_ref();
  }
  RefPtr(const RefPtr& other) noexcept : RefPtr(other.object_) {}
  RefPtr(RefPtr&& other) noexcept
      : object_(std::exchange(other.object_, nullptr)) {}
  RefPtr& operator=(RefPtr other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~RefPtr() {
    if (object_ != nullptr) object_->release();
  }

  T* get() const noexcept { return object_; }
  T* operator->() const noexcept { return object_; }
  T& operator*() const noexcept { return *object_; }
  explicit operator bool() const noexcept { return object_ != nullptr; }

 private:
  T* object_ = nullptr;
};

}  // namespace gfetch::detail
