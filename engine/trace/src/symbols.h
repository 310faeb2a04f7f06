#pragma once
/// The functions and lines of addresses, from the debug information or else the
/// symbol tables of the program and its libraries.

#include <cstdint>
#include <vector>

#include "gfetch/trace/exception_tracing.h"

namespace gfetch::detail {

/// Returns the calls that led to the instruction at `address`: more than one
/// where functions were inlined, the innermost first.
std::vector<TraceFrame> calls_at(std::uintptr_t address);

}  // namespace gfetch::detail
