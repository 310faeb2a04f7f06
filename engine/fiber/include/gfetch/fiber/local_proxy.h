#pragma once
/// A proxy for an object that differs from fiber to fiber. Each access looks up
/// the object of the running fiber.
///
///   gfetch::FiberLocal<Request*> current;
///   gfetch::LocalProxy<Request> request([] { return *current; });
///
///   void log() { std::puts(request->path.c_str()); }   // this fiber's

#include <functional>
#include <stdexcept>
#include <utility>

#include "gfetch/fiber/detail/language.h"

namespace gfetch {

template <class T>
class LocalProxy {
 public:
  /// `find` returns the object of the running fiber, or nullptr.
  explicit LocalProxy(std::function<T*()> find) : find_(std::move(find)) {}

  /// True if the running fiber has an object.
  explicit operator bool() const { return find_() != nullptr; }
  /// Returns the object of the running fiber. Throws std::logic_error if there
  /// is none.
  T& get() const {
    T* object = find_();
    if (object == nullptr) {
      throw std::logic_error("this fiber has no object for the proxy");
    }
    return *object;
  }
  T& operator*() const { return get(); }
  T* operator->() const { return &get(); }

 private:
  std::function<T*()> find_;
};

}  // namespace gfetch
