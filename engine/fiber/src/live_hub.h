#pragma once
/// The set of the hubs of the process that have not ended, by which an object
/// knows whether its home is still there; see home.h.

#include <memory>

#include "gfetch/fiber/detail/serial.h"

namespace gfetch::detail {

class Inbox;

/// The hub of the current thread, as an element of the set while the object
/// exists.
class LiveHub {
 public:
  LiveHub(Serial id, std::shared_ptr<Inbox> inbox) noexcept;
  ~LiveHub();
  LiveHub(const LiveHub&) = delete;
  LiveHub& operator=(const LiveHub&) = delete;

  /// Returns the number of the thread, as of gettid(2), that has the hub `id`;
  /// 0 if that hub has ended. Any thread may call it.
  static int thread_of(Serial id) noexcept;
  /// Returns the inbox of the hub `id`; null if that hub has ended. Any thread
  /// may call it.
  static std::shared_ptr<Inbox> inbox_of(Serial id) noexcept;

 private:
  /// Returns the hub `id`, or nullptr if it has ended. Requires the mutex.
  static const LiveHub* find(Serial id) noexcept;

  const Serial id_;
  const int thread_;
  const std::shared_ptr<Inbox> inbox_;
  LiveHub* next_ = nullptr;
};

}  // namespace gfetch::detail
