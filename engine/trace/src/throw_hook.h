#pragma once
/// The record of where exceptions were thrown. The library defines __cxa_throw,
/// the function of the C++ ABI that a throw expression calls, in front of the
/// C++ runtime's own, which it then calls.

#include <cstdint>
#include <vector>

namespace gfetch::detail {

/// Starts and stops the recording. The calls nest.
void start_recording() noexcept;
void stop_recording() noexcept;

/// Returns the return addresses of the stack on which the exception object
/// `thrown` was thrown, the innermost first; empty if it was not recorded.
std::vector<std::uintptr_t> recorded_stack(const void* thrown);

}  // namespace gfetch::detail
