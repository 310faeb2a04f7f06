#pragma once
/// A name for the object that the running fiber works on. Each use looks the
/// object up.
///
///   gfetch::FiberLocal<Request*> current;
///   gfetch::LocalProxy<Request> request([] { return *current; });
///
///   void log() { std::puts(request->path.c_str()); }   // this fiber's

#include <functional>
#include <stdexcept>
#include <utility>

namespace gfetch {

template <class T>
class LocalProxy {
 public:
  /// `find` gives the object, or nullptr when there is none.
  explicit LocalProxy(std::function<T*()> find) : find_(std::move(find)) {}

  /// The running fiber has such an object.
  explicit operator bool() const { return find_() != nullptr; }
  /// The object. Throws std::logic_error when there is none.
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
