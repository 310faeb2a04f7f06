#pragma once
/// The set of the hubs of the process that have not ended, by which an object
/// knows whether its home is still there; see home.h.

#include "gfetch/fiber/detail/serial.h"

namespace gfetch::detail {

/// The hub of the current thread, as an element of the set while the object
/// exists.
class LiveHub {
 public:
  explicit LiveHub(Serial id) noexcept;
  ~LiveHub();
  LiveHub(const LiveHub&) = delete;
  LiveHub& operator=(const LiveHub&) = delete;

  /// Returns the number of the thread, as of gettid(2), that has the hub `id`;
  /// 0 if that hub has ended. Any thread may call it.
  static int thread_of(Serial id) noexcept;

 private:
  const Serial id_;
  const int thread_;
  LiveHub* next_ = nullptr;
};

}  // namespace gfetch::detail
