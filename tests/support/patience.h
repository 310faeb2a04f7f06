#pragma once
/// Waits for other threads and processes. The limits are generous, because
/// machines are busy and sanitizers slow; only a failing test reaches them.

#include <chrono>
#include <functional>

namespace gfetch::test {

inline constexpr std::chrono::seconds kPatience{60};

/// True under AddressSanitizer or ThreadSanitizer, where memory use and speed
/// are not those of the program.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

/// Waits until `holds` returns true; false after `limit`.
bool eventually(const std::function<bool()>& holds,
                std::chrono::milliseconds limit = kPatience);

}  // namespace gfetch::test
