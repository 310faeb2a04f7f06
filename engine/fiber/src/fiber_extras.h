#pragma once
/// The rarely used parts of a fiber's state, and the state that the fibers of a
/// spawn tree share.

#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "gfetch/fiber/detail/fiber_state.h"
#include "gfetch/fiber/detail/local_store.h"
#include "gfetch/fiber/detail/ref_ptr.h"
#include "gfetch/fiber/detail/serial.h"
#include "gfetch/fiber/detail/watcher.h"

namespace gfetch::detail {

/// An object of another file that a fiber owns until it ends.
struct FiberAttachment {
  virtual ~FiberAttachment() = default;
};

struct FiberExtras {
  /// An exception that was delivered while the fiber had a KillShield, and is
  /// thrown later.
  struct Deferred {
    std::exception_ptr exception;
    Serial sender;  // kNoSerial: a kill
  };

  std::string name;
  std::vector<Deferred> deferred;
  std::unique_ptr<Timer> start_timer;  // runs after start_later()
  LocalStore locals;
  // Ended fibers to whose results this fiber has references.
  std::vector<RefPtr<FiberState>> kept;
  std::unique_ptr<FiberAttachment> greenlets;  // null: no greenlets used yet
};

/// The state that a fiber shares with all fibers that it spawns, and with all
/// that those spawn in turn.
struct SpawnTree {
  void add_ref() noexcept { ++refs; }
  void release() noexcept;

  LocalStore locals;
  std::uint32_t refs = 0;
};

}  // namespace gfetch::detail
