#pragma once
/// The control flow of raw greenlets: which one runs in the running fiber, and
/// how one switches to another.

#include <exception>

#include "gfetch/fiber/detail/greenlet_state.h"
#include "gfetch/fiber/detail/parcel.h"
#include "gfetch/fiber/detail/ref_ptr.h"

namespace gfetch::detail {

using GreenletRef = RefPtr<GreenletState>;

/// The greenlet that runs in the running fiber.
GreenletRef current_greenlet();

/// Switches to `target`, or to its nearest living ancestor when it is dead, and
/// gives it `value`, or throws `exception` there. Returns the value that is
/// switched back with, or throws the exception.
Parcel switch_greenlet(GreenletState& target, Parcel value,
                       std::exception_ptr exception);

/// Switches to the parent of the current greenlet.
Parcel switch_to_parent(Parcel value);

/// Throws std::invalid_argument when `greenlet` would be its own ancestor.
void set_parent(GreenletState& greenlet, const GreenletRef& parent);

/// Destroys `greenlet`, which has no reference left. A suspended one is unwound
/// first, by a GreenletExit.
void dispose_greenlet(GreenletState& greenlet) noexcept;

/// Unwinds all greenlets of the thread that have a stack; those that survive
/// are abandoned, with a line on stderr.
void end_all_greenlets() noexcept;

}  // namespace gfetch::detail
