#pragma once
/// The parts of a fiber's state that most fibers never need, and the part that
/// a tree of fibers shares.

#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "gfetch/fiber/detail/local_store.h"
#include "gfetch/fiber/detail/watcher.h"

namespace gfetch::detail {

/// An object of another unit that a fiber keeps until it ends.
struct FiberAttachment {
  virtual ~FiberAttachment() = default;
};

struct FiberExtras {
  /// An exception that was delivered while the fiber was shielded.
  struct Deferred {
    std::exception_ptr exception;
    const void* sender;
  };

  std::string name;
  std::vector<Deferred> deferred;
  std::unique_ptr<Timer> start_timer;  // of start_later()
  LocalStore locals;
  std::unique_ptr<FiberAttachment> greenlets;  // once it has used greenlets
};

/// Shared by a fiber and all fibers that it spawns, and those that they spawn.
struct SpawnTree {
  void add_ref() noexcept { ++refs; }
  void release() noexcept {
    if (--refs == 0) delete this;
  }

  LocalStore locals;
  std::uint32_t refs = 0;
};

}  // namespace gfetch::detail
