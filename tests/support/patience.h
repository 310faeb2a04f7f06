#pragma once
/// Waiting for what another thread or process does. Limits are generous, since
/// machines are busy and sanitizers slow; they only bound a test that fails.

#include <chrono>
#include <functional>

namespace gfetch::test {

inline constexpr std::chrono::seconds kPatience{60};

/// True under AddressSanitizer or ThreadSanitizer, where memory and speed say
/// nothing about the program.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

/// Whether `holds` came true within `limit`.
bool eventually(const std::function<bool()>& holds,
                std::chrono::milliseconds limit = kPatience);

}  // namespace gfetch::test
