#pragma once
/// The control block of a greenlet: its data. All control flow is in
/// greenlet_switch.h.
///
///          first switch to it           returns, throws
///   kNew ─────────────────► kStarted ────────────────────► kDead
///     │  an exception is thrown into it before it has run    ▲
///     └──────────────────────────────────────────────────────┘

#include <cstdint>
#include <exception>

#include "gfetch/fiber/detail/context.h"
#include "gfetch/fiber/detail/fiber_state.h"
#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/detail/parcel.h"
#include "gfetch/fiber/detail/ref_ptr.h"
#include "gfetch/fiber/detail/serial.h"

namespace gfetch::detail {

/// The control block of a greenlet. The list hook links it into the list of all
/// greenlets of the thread that have a stack.
class GreenletState : public ListHook {
 public:
  enum class Phase : std::uint8_t { kNew, kStarted, kDead };

  GreenletState() = default;
  virtual ~GreenletState() = default;

  void add_ref() noexcept { ++refs; }
  void release() noexcept {
    if (--refs == 0) dispose();
  }

  bool started() const noexcept { return phase == Phase::kStarted; }
  bool dead() const noexcept { return phase == Phase::kDead; }

  /// Calls the greenlet's function with `first`, the value of the first switch
  /// to the greenlet.
  virtual Parcel run(Parcel first) = 0;
  virtual void drop_closure() noexcept = 0;
  /// The greenlet that continues when this one ends; null if there is none.
  virtual GreenletState* heir() const noexcept { return parent.get(); }
  /// Ends and destroys the greenlet, which has no reference left.
  virtual void dispose() noexcept = 0;

  Context context;
  RefPtr<GreenletState> parent;
  /// The serial number of the fiber in which the greenlet runs, or blocks;
  /// kNoSerial if it is suspended by a switch. A first greenlet always has its
  /// own fiber here.
  Serial runs_in = kNoSerial;
  /// The fiber that counts the uncaught exceptions of this suspended greenlet;
  /// null if it has none.
  RefPtr<FiberState> counted_in;
  Serial hub = kNoSerial;  // Scheduler::id() of the hub that it belongs to
  int thread = 0;          // the number of that hub's thread, for messages
  Parcel value;            // the value of the last switch to the greenlet
  std::exception_ptr exception;  // the exception to throw in it; null: none
  std::uint32_t refs = 0;
  Phase phase = Phase::kNew;
  bool awaits_value = false;  // its last switch expects a value to come back
  bool ownerless = false;     // its last handle was dropped in another thread
};

}  // namespace gfetch::detail
