#pragma once
/// Waits for other threads and processes. The time limits are generous, because
/// machines can be busy and sanitizers are slow. Only a failing test reaches
/// them.

#include <chrono>
#include <functional>

namespace gfetch::test {

inline constexpr std::chrono::seconds kPatience{60};

/// True under AddressSanitizer or ThreadSanitizer, which change the program's
/// memory use and speed.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

/// Waits until `holds` returns true. Returns false after `limit`.
bool eventually(const std::function<bool()>& holds,
                std::chrono::milliseconds limit = kPatience);

}  // namespace gfetch::test
