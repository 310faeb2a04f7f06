#pragma once
/// Defines GFETCH_ASAN, GFETCH_TSAN or GFETCH_MSAN if this library is built
/// with that sanitizer, and detects programs that are built with another one.

#if defined(__has_feature)
#define GFETCH_HAS_FEATURE(feature) __has_feature(feature)
#else
#define GFETCH_HAS_FEATURE(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || GFETCH_HAS_FEATURE(address_sanitizer)
#define GFETCH_ASAN 1
#endif
#if defined(__SANITIZE_THREAD__) || GFETCH_HAS_FEATURE(thread_sanitizer)
#define GFETCH_TSAN 1
#endif
#if GFETCH_HAS_FEATURE(memory_sanitizer)
#define GFETCH_MSAN 1
#endif

namespace gfetch::detail {

/// Ends the process with a message on stderr if the program is built with
/// AddressSanitizer, ThreadSanitizer or MemorySanitizer and this library is
/// not: without notice of the switches of stacks, the sanitizer would report
/// false errors.
void refuse_unknown_sanitizers();

}  // namespace gfetch::detail
