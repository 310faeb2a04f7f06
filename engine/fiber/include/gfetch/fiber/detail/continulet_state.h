#pragma once
/// The control block of a continulet: the greenlet that runs its function, and
/// the continuation that it holds.

#include <exception>

#include "gfetch/fiber/detail/greenlet_state.h"
#include "gfetch/fiber/detail/greenlet_switch.h"
#include "gfetch/fiber/detail/parcel.h"
#include "gfetch/fiber/detail/ref_ptr.h"

namespace gfetch::detail {

/// The control block of a continulet. It has no parent until its function ends:
/// the parent is then the continuation that it holds.
class ContinuletState : public GreenletState {
 public:
  void dispose() noexcept override { dispose_greenlet(*this); }
  GreenletState* heir() const noexcept override {
    return parent ? parent.get() : held.get();
  }

  /// The suspended greenlet that the next switch continues. Null for its own
  /// function, to which it holds no reference: it would never be destroyed.
  GreenletRef held;
};

using ContinuletRef = RefPtr<ContinuletState>;

/// Makes `continulet`, which is new, belong to the hub of the running fiber.
void adopt_continulet(ContinuletState& continulet);

/// Exchanges the running continuation for the one that `self` holds; with `to`,
/// which may be null, then that one for the one that `to` holds. Continues it
/// with `value`, or by throwing `exception` if that is not null. Returns or
/// throws what a later switch passes back. Throws std::logic_error, with
/// nothing changed, if a continulet has ended, belongs to another hub, or
/// continues what runs in another fiber; and std::bad_alloc if there is no
/// stack.
Parcel switch_continulet(ContinuletState& self, ContinuletState* to,
                         Parcel value, std::exception_ptr exception,
                         bool awaits_value);

/// Makes the continuation that `ended` holds its parent, which continues when
/// it ends; not if the greenlet that unwinds it continues.
void hand_on(ContinuletState& ended) noexcept;

/// Throws what is thrown in a continulet that has not begun: `exception`, or
/// std::logic_error if `first`, the value for its first switch, is one.
void require_plain_start(const Parcel& first, std::exception_ptr exception);

/// Throws the std::logic_error of a handle that refers to no continulet.
[[noreturn]] void throw_no_continulet();

}  // namespace gfetch::detail
