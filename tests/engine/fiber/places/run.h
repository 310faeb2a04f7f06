#pragma once
/// Runs one row of the table in one place.

#include <string>

#include "tests/engine/fiber/places/row.h"

namespace gfetch::places {

/// Runs the call of `row` in `place`, in a process of its own with a new hub,
/// and returns what comes out: the words for the value that the call returned,
/// or the type of the exception that it threw. If the process ends by a signal,
/// hangs, or if the hub does not work afterwards, says so instead.
std::string run(const Row& row, Place place);

}  // namespace gfetch::places
