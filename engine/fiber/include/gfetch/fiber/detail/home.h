#pragma once
/// The home of an object through which fibers wake each other: the hub whose
/// fibers use the object. In another thread the object would resume the fibers
/// of its hub there, so that each use in another thread is refused.
///
///   void Event::set() {
///     home_.check(name_);
///     …
///
/// An object has no home until its first use, and again when its hub has ended:
/// then the next hub that uses it becomes its home. Without a home, a thread
/// that has no hub may use it, too.
///
/// A destructor cannot refuse. In another thread it posts to the home what only
/// the home's thread may do:
///
///   Iwait::~Iwait() { send_home(state_->home, std::move(state_)); }

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "gfetch/fiber/detail/serial.h"
#include "gfetch/fiber/detail/unique_function.h"

namespace gfetch::detail {

class Home {
 public:
  Home() = default;
  Home(const Home&) = delete;
  Home& operator=(const Home&) = delete;

  /// Throws std::logic_error, which names the object by `what` and both
  /// threads, if the object belongs to the hub of another thread. An object
  /// without a home belongs to the current hub from now on.
  void check(const char* what) {
    if (elsewhere()) [[unlikely]]
      settle_or_refuse(what);
  }
  /// Like check(), but returns true in place of an exception.
  bool foreign() noexcept { return elsewhere() && !settle(); }
  /// True if the object has a home that is not the current hub, also if that
  /// home has ended.
  bool is_elsewhere() const noexcept {
    const Serial home = hub_.load(std::memory_order_relaxed);
    return home != this_hub && home != kNoSerial;
  }
  /// Throws the std::logic_error of check().
  [[noreturn]] void refuse(const std::string& what) const;
  /// Makes the home call `fn`, as Hub::post() does. If the home has ended,
  /// drops `fn` and returns false. Any thread may call it.
  bool post(UniqueFunction fn) const;

  /// The current hub; kNoSerial if the thread has none.
  static Serial here() noexcept { return this_hub; }

 private:
  friend class LiveHub;

  /// Returns true if the object has a home that is not the current hub. Gives
  /// the current hub to an object without a home.
  bool elsewhere() noexcept {
    const Serial home = hub_.load(std::memory_order_relaxed);
    if (home == this_hub) return false;
    if (home != kNoSerial) return true;
    hub_.store(this_hub, std::memory_order_relaxed);
    return false;
  }
  bool settle() noexcept;
  void settle_or_refuse(const char* what);

  // The TLS model initial-exec makes access to this variable need no function
  // call.
  [[gnu::tls_model(
      "initial-exec")]] static constinit thread_local Serial this_hub;

  // Atomic, because a thread that is refused reads it, too.
  std::atomic<Serial> hub_{kNoSerial};
};

/// Reports the exception that the caller, a destructor named by `what`, has
/// caught and cannot throw.
void report_from_destructor(const char* what) noexcept;

/// Destroys `object` in the thread of `home`: now, if that is this thread or
/// the home has ended, otherwise soon, in a fiber of the home. `home` may be a
/// part of the object.
template <class T>
void send_home(Home& home, std::unique_ptr<T> object) noexcept {
  if (!home.foreign()) return;
  try {
    home.post([object = std::move(object)] {});
  } catch (...) {
    report_from_destructor("a destructor in another thread");
  }
}

}  // namespace gfetch::detail
