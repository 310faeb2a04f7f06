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

/// Switches to `target`, or if it is dead to its nearest living ancestor. The
/// switch there returns `value`, or throws `exception` if that is not null.
/// Returns the value, or throws the exception, of the switch that comes back.
Parcel switch_greenlet(GreenletState& target, Parcel value,
                       std::exception_ptr exception);

/// Switches to the parent of the current greenlet with `value`.
Parcel switch_to_parent(Parcel value);

/// Sets the parent of a greenlet. Throws std::invalid_argument if `greenlet`
/// would become its own ancestor.
void set_parent(GreenletState& greenlet, const GreenletRef& parent);

/// Destroys `greenlet`, which has no reference left. If it is suspended,
/// unwinds its stack first by a GreenletExit.
void dispose_greenlet(GreenletState& greenlet) noexcept;

/// Unwinds the stacks of all greenlets of the thread by GreenletExits.
/// Greenlets that have not ended then are abandoned and reported on stderr.
void end_all_greenlets() noexcept;

}  // namespace gfetch::detail
