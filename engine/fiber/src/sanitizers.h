#pragma once
/// The sanitizers that this library is built with, as GFETCH_ASAN, GFETCH_TSAN
/// and GFETCH_MSAN; and those that the program alone is built with.

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

/// Ends the process with one sentence on stderr when the program runs under
/// AddressSanitizer, ThreadSanitizer or MemorySanitizer and this library is
/// built without it: the sanitizer would not be told of a switch of stacks, and
/// would report false errors.
void refuse_unknown_sanitizers();

}  // namespace gfetch::detail
