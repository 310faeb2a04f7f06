#pragma once
/// Serial numbers, by which the engine knows an object again. Unlike an address
/// or a number that a thread or a hub counts, a serial number is never used
/// again in the process, and no two threads give the same one.

#include <cstdint>

namespace gfetch::detail {

using Serial = std::uint64_t;

/// The serial number of no object.
inline constexpr Serial kNoSerial = 0;

/// Returns the next serial number of the process. Any thread may call it. Each
/// thread takes the numbers in blocks, so that most calls need no atomic
/// operation.
Serial next_serial() noexcept;

}  // namespace gfetch::detail
