#pragma once
/// The control flow of greenlets: which greenlet is current in the running
/// fiber, and the switches between greenlets.

#include <exception>

#include "gfetch/fiber/detail/greenlet_state.h"
#include "gfetch/fiber/detail/parcel.h"
#include "gfetch/fiber/detail/ref_ptr.h"

namespace gfetch::detail {

using GreenletRef = RefPtr<GreenletState>;

/// Returns the current greenlet of the running fiber.
GreenletRef current_greenlet();

/// Makes the current greenlet the parent of `greenlet`, which is new.
void adopt_greenlet(GreenletState& greenlet);

/// Switches to `target`, or if it is dead to its nearest living ancestor. The
/// switch there returns `value`, or throws `exception` if that is not null.
/// Returns the value, or throws the exception, of the switch that comes back.
/// `awaits_value` tells whether the caller needs a value. Throws
/// std::logic_error if `target` belongs to another hub, or if it or that
/// ancestor runs in another fiber, as each first greenlet does; and
/// std::bad_alloc if there is no stack for a new greenlet. Then nothing has
/// changed.
Parcel switch_greenlet(GreenletState& target, Parcel value,
                       std::exception_ptr exception, bool awaits_value = false);

/// Switches like switch_greenlet(), and releases `target` before.
Parcel switch_and_release(GreenletRef target, Parcel value,
                          std::exception_ptr exception, bool awaits_value);

/// Gives `target` a stack if it is new. Throws what switch_greenlet() to it
/// would throw before the switch, if it is not dead.
void prepare_switch(GreenletState& target);

/// Switches to the parent of the current greenlet with `value`.
Parcel switch_to_parent(Parcel value, bool awaits_value);

/// Sets the parent of a greenlet. Throws std::invalid_argument if `parent`
/// is null, if it belongs to another hub, or if `greenlet` would become its
/// own ancestor; and std::logic_error if `greenlet` is a first one.
void set_parent(GreenletState& greenlet, const GreenletRef& parent);

/// Throws the std::logic_error of a handle that refers to no greenlet.
[[noreturn]] void throw_no_greenlet();

/// Destroys `greenlet`, which has no reference left. If it is suspended,
/// unwinds its stack first by a GreenletExit. In another thread than that of
/// its hub, leaves it suspended until the hub ends.
void dispose_greenlet(GreenletState& greenlet) noexcept;

/// Unwinds the stacks of all greenlets of the thread by GreenletExits.
/// Greenlets that have not ended then are abandoned and reported on stderr.
void end_all_greenlets() noexcept;

}  // namespace gfetch::detail
