#pragma once
/// Destroys objects of the program that the engine owns: results, functions,
/// exceptions, values of locals. Their destructors may block, which the hub
/// itself must not: if the hub drops the last reference to such an object, a
/// fiber of the hub destroys it soon after.

#include <memory>
#include <type_traits>
#include <utility>

#include "gfetch/fiber/detail/list.h"

namespace gfetch::detail {

/// An object that waits for a fiber to destroy it.
class Disposable : public ListHook {
 public:
  virtual ~Disposable() = default;
};

/// True if the hub itself runs, and no fiber.
bool in_hub() noexcept;

/// Passes `object` to the hub's disposal. Must be called by the hub.
void dispose_soon(std::unique_ptr<Disposable> object) noexcept;

/// Destroys `object`: soon, in a fiber, if the hub calls it; otherwise at once.
template <class T>
void dispose(T object) noexcept {
  if constexpr (!std::is_trivially_destructible_v<T>) {
    if constexpr (requires { object == nullptr; }) {
      if (object == nullptr) return;
    }
    struct Held final : Disposable {
      explicit Held(T&& its_object) : object(std::move(its_object)) {}
      T object;
    };
    if (!in_hub()) return;
    std::unique_ptr<Disposable> held;
    try {
      held = std::make_unique<Held>(std::move(object));
    } catch (...) {
      return;  // there is no memory, or no move: the hub destroys the object
    }
    dispose_soon(std::move(held));
  }
}

/// A deleter for objects to which hub and fibers share references.
struct Dispose {
  template <class T>
  void operator()(T* object) const noexcept {
    dispose(std::unique_ptr<T>(object));
  }
};

}  // namespace gfetch::detail
